using System.Diagnostics;
using System.Text.RegularExpressions;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Browser;

/// <summary>The real program as an ordinary daemon without jobs, on a free port: nobody is signed in by themselves. Ended with the test.</summary>
internal sealed partial class DaemonProgram : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _directory = new();
    private readonly Process _process;

    private DaemonProgram(Process process, TemporaryDirectory directory) => (_process, _directory) = (process, directory);

    /// <summary>Where the dashboard is.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The secret of the first start.</summary>
    public string SetupToken { get; private set; } = "";

    /// <summary>Starts it and waits until it says in its log how to set it up.</summary>
    public static async Task<DaemonProgram> StartAsync(CancellationToken cancellation)
    {
        var directory = new TemporaryDirectory();
        var configuration = directory.Write("zrepl.yml", $$"""
            global:
              logging: [{ type: stdout, level: info, format: human }]
              control: { sockpath: {{directory.Path}}/run/control }
            jobs: []
            """);
        var start = new ProcessStartInfo(DemoProgram.Find()) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments = ["daemon", "--config", configuration, "--state", Path.Combine(directory.Path, "state"), "--listen", "http://127.0.0.1:0"];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var program = new DaemonProgram(Process.Start(start)!, directory); // it was found
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(LongestStart);
            await program.ReadAsync(deadline.Token);
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        var errors = _process.StandardError.ReadToEndAsync(cancellation);
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (Setup().Match(line) is not { Success: true } setup) continue;
            (Address, SetupToken) = (setup.Groups["address"].Value, setup.Groups["token"].Value);
            _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None); // so that it never waits for a reader
            return;
        }

        throw new InvalidOperationException($"'zrepl daemon' ended before it said how to set it up: {await errors}");
    }

    [GeneratedRegex(@"open (?<address>http://[\w.:\[\]]+)/setup and enter the setup token (?<token>[\w-]+)")]
    private static partial Regex Setup();
}
