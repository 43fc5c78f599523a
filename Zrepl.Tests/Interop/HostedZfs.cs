using System.Collections.Immutable;
using System.Text;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Interop;

/// <summary>
/// <c>zfs</c> and <c>zpool</c> as programs that any process can start, done by a simulated machine of this process: a command costs the start of a
/// shell, not that of a runtime. Linux only.
/// </summary>
/// <remarks>
/// The shell in the place of the program leaves its arguments in a file, says its process id into a named pipe, and waits at another for the exit
/// code. Meanwhile its standard streams are used through <c>/proc/ID/fd</c>, under other numbers: a shell that writes or reads itself puts something
/// else in the place of 0 and 1 for a moment.
/// </remarks>
internal sealed class HostedZfs : IAsyncDisposable
{
    private const string End = "end";

    // Each command may hold two threads that wait at pipes, which the pool would add one by one, half a second apart.
    private const int Threads = 100;

    private readonly SimulatedHost _host;
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _over = new();
    private readonly Task _serving;
    private ImmutableList<string> _started = [];

    public HostedZfs(SimulatedHost host)
    {
        _host = host;
        ThreadPool.GetMinThreads(out var threads, out var completions);
        ThreadPool.SetMinThreads(Math.Max(threads, Threads), completions);
        Directory.CreateDirectory(At("calls"));
        Directory.CreateDirectory(Programs);
        foreach (var program in new[] { "zfs", "zpool" }) Write(program);
        MakePipe(At("bell"));
        _serving = ServeAsync(Open(At("bell"), FileAccess.ReadWrite)); // also for writing: else it ends whenever nobody rings
    }

    /// <summary>Directory with both programs.</summary>
    public string Programs => At("bin");

    /// <summary>What a process needs in its environment to find them: ours by name, Go's in its <c>PATH</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Environment =>
    [
        new("PATH", $"{Programs}:{System.Environment.GetEnvironmentVariable("PATH")}"),
        new("ZREPL_ZFS_BINARY", Path.Combine(Programs, "zfs")),
        new("ZREPL_ZPOOL_BINARY", Path.Combine(Programs, "zpool")),
    ];

    /// <summary>The command lines so far, each with its program.</summary>
    public IReadOnlyList<string> Started => _started;

    /// <summary>Command lines of <c>zfs send</c> that produced a stream, since a moment told by <see cref="Started"/>'s count.</summary>
    public IEnumerable<string> Sends(int since) =>
        _started.Skip(since).Where(line => line.StartsWith("zfs send ", StringComparison.Ordinal) && !line.Split(' ')[2].Contains('n', StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await using (var bell = Open(At("bell"), FileAccess.ReadWrite)) await bell.WriteAsync(Encoding.ASCII.GetBytes(End + "\n"));
        await _over.CancelAsync();
        await _serving;
        _over.Dispose();
        _directory.Dispose();
    }

    private void Write(string program) =>
        Executable.Write(Path.Combine(Programs, program), $$"""
            #!/bin/sh
            call='{{At("calls")}}'/$$
            mkfifo "$call"
            exec 3<>"$call" 6<&0 7>&1 8>&2
            printf '%s\0' {{program}} "$@" >"$call.arguments"
            echo $$ >'{{At("bell")}}'
            read -r code <&3
            exit "$code"

            """);

    private async Task ServeAsync(FileStream bell)
    {
        using var rings = new StreamReader(bell);
        var running = new List<Task>();
        while (await rings.ReadLineAsync() is { } id && id != End)
        {
            running.RemoveAll(call => call.IsCompletedSuccessfully);
            running.Add(Task.Run(() => RunAsync(id)));
        }

        await Task.WhenAll(running);
    }

    private async Task RunAsync(string id)
    {
        var call = Path.Combine(At("calls"), id);
        var words = (await File.ReadAllTextAsync(call + ".arguments")).Split('\0')[..^1];
        ImmutableInterlocked.Update(ref _started, (list, added) => list.Add(added), string.Join(' ', words));
        var code = 1;
        try
        {
            await using var input = Open($"/proc/{id}/fd/6", FileAccess.Read);
            await using var output = Open($"/proc/{id}/fd/7", FileAccess.Write);
            await using var errors = Open($"/proc/{id}/fd/8", FileAccess.Write);
            code = await SimulatedProgram.RunAsync(_host, words[0] == "zfs" ? ZfsProgram.Zfs : ZfsProgram.Zpool, words[1..], input, output, errors, _over.Token);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // The shell was killed, or this ends.
        }

        await using (var answer = Open(call, FileAccess.ReadWrite)) // also for reading: else it waits for the shell, which may be dead
            await answer.WriteAsync(Encoding.ASCII.GetBytes($"{code}\n"));
        File.Delete(call);
        File.Delete(call + ".arguments");
    }

    private static FileStream Open(string path, FileAccess access) => new(path, FileMode.Open, access, FileShare.ReadWrite, bufferSize: 0);

    private static void MakePipe(string path)
    {
        using var mkfifo = System.Diagnostics.Process.Start("mkfifo", [path]);
        mkfifo.WaitForExit();
        Assert.Equal(0, mkfifo.ExitCode);
    }

    private string At(string name) => Path.Combine(_directory.Path, name);
}
