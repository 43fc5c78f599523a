using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>One running <c>ssh</c>, whose input and output are the connection. It is always waited for, so none stays behind as a zombie.</summary>
internal sealed class SshProcess : IAsyncDisposable
{
    // Between asking and killing; also how long ssh may take to end by itself once both directions are closed (spec wire 6.3).
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    // A master connection of ssh (ControlPersist) keeps stderr open for ever.
    private static readonly TimeSpan LongestWaitForErrorText = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly TimeProvider _clock;
    private readonly SshErrorText _errorText = new();
    private readonly Lock _lock = new();
    private Task? _ending;

    private SshProcess(Process process, TimeProvider clock)
    {
        (_process, _clock) = (process, clock);
        Output = (PipeStream)process.StandardOutput.BaseStream;
        Input = (PipeStream)process.StandardInput.BaseStream;
        Exit = WaitAsync();
    }

    /// <summary>What the other side says.</summary>
    public PipeStream Output { get; }

    /// <summary>What we say.</summary>
    public PipeStream Input { get; }

    /// <summary>The exit code: the remote command's, 255 if the connection failed, 128 and the signal if it was killed.</summary>
    public Task<int> Exit { get; }

    /// <summary>The last lines of stderr so far.</summary>
    public string ErrorText => _errorText.LastLines;

    /// <summary>Starts ssh with nothing of our environment, as Go does: no agent's keys, no surprises.</summary>
    /// <exception cref="PeerRefusedException">There is no such program.</exception>
    public static SshProcess Start(ConnectDefinition.SshStdinserver definition, TimeProvider clock)
    {
        var start = new ProcessStartInfo(definition.SshCommand)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var argument in ArgumentsOf(definition)) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        try
        {
            return new(Process.Start(start)!, clock); // not a shell command, hence never null
        }
        catch (Win32Exception failure)
        {
            throw new PeerRefusedException(
                $"cannot start {definition.SshCommand}: {new Win32Exception(failure.NativeErrorCode).Message}. Install the ssh client, or name it in connect.ssh_command", failure);
        }
    }

    /// <summary>The command line, in Go's order. No remote command: the key's forced command decides on the other side.</summary>
    public static IEnumerable<string> ArgumentsOf(ConnectDefinition.SshStdinserver definition) =>
    [
        "-p", $"{definition.Port}", "-T", "-i", definition.IdentityFile, "-o", "BatchMode=yes",
        .. definition.Options.SelectMany(option => new[] { "-o", option }),
        $"{definition.User}@{definition.Host}",
    ];

    /// <summary>Ends it: both pipes are closed; in order lets it end by itself for a moment, then asks, then kills. Repeated, gives the same task.</summary>
    public Task EndAsync(bool isInOrder)
    {
        lock (_lock) return _ending ??= Task.Run(() => DoEndAsync(isInOrder));
    }

    /// <summary>The exit code if it ends within a moment, else null.</summary>
    public async Task<int?> ExitSoonAsync() => await HasEndedWithinAsync(Grace) ? await Exit : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await EndAsync(isInOrder: false);

    private async Task DoEndAsync(bool isInOrder)
    {
        Close(Input);
        Close(Output);
        if (isInOrder && await HasEndedWithinAsync(Grace)) return;
        Descriptors.AskToEnd(_process.Id); // not reaped before Exit completes, so the number is still its own
        if (await HasEndedWithinAsync(Grace)) return;
        _process.Kill();
        await HasEndedWithinAsync(Grace);
    }

    private async Task<int> WaitAsync()
    {
        var errorDrained = _errorText.DrainAsync(_process.StandardError.BaseStream);
        await _process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAny(errorDrained, Task.Delay(LongestWaitForErrorText, _clock));
        var code = _process.ExitCode;
        _process.StandardError.Dispose();
        return code;
    }

    private async Task<bool> HasEndedWithinAsync(TimeSpan time) => await Task.WhenAny(Exit, Task.Delay(time, _clock)) == Exit;

    private static void Close(PipeStream pipe)
    {
        try
        {
            pipe.Dispose();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }
}
