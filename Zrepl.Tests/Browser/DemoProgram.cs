using System.Diagnostics;
using System.Text.RegularExpressions;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Browser;

/// <summary>The real program as it is published, running its demonstration on a free port. Ended with the test.</summary>
internal sealed partial class DemoProgram : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _state = new();
    private readonly Process _process;

    private DemoProgram(Process process, TemporaryDirectory state) => (_process, _state) = (process, state);

    /// <summary>Its state directory, where the database is.</summary>
    public string StatePath => _state.Path;

    /// <summary>Where the dashboard is.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Starts it and waits until it says where its dashboard is.</summary>
    /// <param name="listen">Where to listen; port 0 is a free one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="configurationIn">Gives the configuration for its directory; null: the demonstration's own.</param>
    /// <param name="prepare">Puts something into the directory before the start.</param>
    public static async Task<DemoProgram> StartAsync(string listen, CancellationToken cancellation, Func<TemporaryDirectory, string>? configurationIn = null,
        Func<string, Task>? prepare = null)
    {
        var state = new TemporaryDirectory();
        if (configurationIn is not null) state.Write("zrepl.yml", configurationIn(state));
        if (prepare is not null) await prepare(state.Path);
        var start = new ProcessStartInfo(Find()) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "demo", "--listen", listen, "--state", state.Path }) start.ArgumentList.Add(argument);
        var program = new DemoProgram(Process.Start(start)!, state);
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(LongestStart);
            program.Address = await program.ReadAddressAsync(deadline.Token);
            return program;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks a job to do something, as an administrator does on the command line.</summary>
    public async Task SignalAsync(string operation, string job)
    {
        var (code, errors) = await RunAsync("--config", Path.Combine(StatePath, "zrepl.yml"), "signal", operation, job);
        Assert.True(code == 0 || errors.Contains("already", StringComparison.Ordinal), errors);
    }

    /// <summary>Runs a <c>zfs</c> command on one of its machines, as somebody who works there does.</summary>
    public async Task ZfsAsync(string machine, params string[] arguments)
    {
        var (code, errors) = await RunAsync(["zfs-sim", "--state", Path.Combine(StatePath, "machines", machine), "zfs", "--", .. arguments]);
        Assert.True(code == 0, errors);
    }

    private static async Task<(int Code, string Errors)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Find()) { RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, errors);
    }

    /// <summary>Ends it at once, as a machine that fails would.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        _state.Dispose();
    }

    private async Task<string> ReadAddressAsync(CancellationToken cancellation)
    {
        var errors = _process.StandardError.ReadToEndAsync(cancellation);
        while (await _process.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (Url().Match(line) is not { Success: true } url) continue;
            _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None); // so that it never waits for a reader
            return url.Value;
        }

        throw new InvalidOperationException($"'zrepl demo' ended before its dashboard was there: {await errors}");
    }

    /// <summary>The program as scripts/publish leaves it.</summary>
    internal static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var program = Path.Combine(directory.FullName, "artifacts", "zrepl", "zrepl");
            if (File.Exists(program)) return program;
        }

        throw new InvalidOperationException("There is no artifacts/zrepl/zrepl above the tests; scripts/publish makes it.");
    }

    [GeneratedRegex(@"http://[\w.:\[\]]+")]
    private static partial Regex Url();
}
