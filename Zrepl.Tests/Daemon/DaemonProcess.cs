using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Zrepl.Tests.Daemon.Network;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Daemon;

/// <summary>
/// <c>zrepl daemon</c> as a process of its own, ours or the Go program, on ZFS of this machine. Is asked over its control socket; ours tells that it is
/// ready as a service manager is told.
/// </summary>
internal sealed class DaemonProcess : IAsyncDisposable
{
    // Where all output is kept besides, for whoever waits and wonders; see docs/testing-on-real-zfs.md.
    private static readonly string? Logs =
        Environment.GetEnvironmentVariable("ZREPL_TEST_LOGS") is { Length: > 0 } directory ? Directory.CreateDirectory(directory).FullName : null;

    private readonly Process _process;
    private readonly HttpClient _control;
    private readonly StringBuilder _output = new();
    private bool _isDisposed;

    private DaemonProcess(Process process, string controlSocket)
    {
        _process = process;
        _control = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(controlSocket, token) })
        {
            BaseAddress = new("http://control"),
            Timeout = Timeout.InfiniteTimeSpan, // a busy machine takes its time; each call has the token of its test
        };
    }

    /// <summary>What it logged so far.</summary>
    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    public int Id => _process.Id;

    /// <summary>Its configuration file.</summary>
    public static string ConfigurationIn(string directory) => Path.Combine(directory, "zrepl.yml");

    /// <summary>
    /// Starts it and waits until its jobs run. Its files lie in the directory given; a network namespace may be named to run in, and further
    /// arguments.
    /// </summary>
    public static async Task<DaemonProcess> StartAsync(
        string directory, string jobs, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellation, string? network = null,
        string[]? arguments = null)
    {
        var configuration = await ConfigureAsync(directory, jobs, cancellation);
        var notify = Path.Combine(directory, "notify");
        File.Delete(notify);
        using var service = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        service.Bind(new UnixDomainSocketEndPoint(notify));

        string[] command =
        [
            .. network is null ? [] : TwoNetworks.Entry(network),
            ZreplProgram.Path, "daemon", "--config", configuration, "--state", Path.Combine(directory, "state"), "--listen", "http://127.0.0.1:0", .. arguments ?? [],
        ];
        return await StartedAsync(Begin(directory, command, [.. environment, new("NOTIFY_SOCKET", notify)]), daemon => daemon.ReadyAsync(service, cancellation));
    }

    /// <summary>Starts the Go program in its place and waits until it answers.</summary>
    public static async Task<DaemonProcess> StartGoAsync(
        string program, string directory, string jobs, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellation)
    {
        var configuration = await ConfigureAsync(directory, jobs, cancellation);
        foreach (var sockets in new[] { Path.GetDirectoryName(ControlIn(directory))!, ClientsIn(directory) }) // a file in a directory
            Directory.CreateDirectory(sockets, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); // it neither makes them nor takes open ones
        File.Delete(ControlIn(directory)); // one that was killed left it
        return await StartedAsync(Begin(directory, [program, "daemon", "--config", configuration], environment), daemon => daemon.AnswersAsync(cancellation));
    }

    /// <summary>Asks a job to run.</summary>
    public async Task WakeUpAsync(string job, CancellationToken cancellation)
    {
        var (isSuccess, text) = await SignalAsync(job, "wakeup", cancellation);
        Assert.True(isSuccess, text);
    }

    /// <summary>Asks a job to end its run.</summary>
    public async Task CancelAsync(string job, CancellationToken cancellation)
    {
        var (isSuccess, text) = await SignalAsync(job, "reset", cancellation);
        Assert.True(isSuccess, text);
    }

    /// <summary>Asks a job to run as soon as it waits: its status tells the end of a run before that.</summary>
    public async Task WakeUpOnceWaitingAsync(string job, CancellationToken cancellation)
    {
        while (await SignalAsync(job, "wakeup", cancellation) is { IsSuccess: false } refused)
        {
            Assert.Contains("already woken up", refused.Text, StringComparison.Ordinal);
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation); // another process cannot ring our bell
        }
    }

    /// <summary>The status of one job, as in Go's document: the part below its type.</summary>
    public async Task<JsonObject> StatusAsync(string job, CancellationToken cancellation)
    {
        var status = JsonNode.Parse(await _control.GetStringAsync("/status", cancellation))!["Jobs"]![job]!.AsObject();
        return status[status["type"]!.GetValue<string>()]!.AsObject();
    }

    /// <summary>Asks for the status until it looks as wanted; fails if the daemon ends before.</summary>
    public async Task<JsonObject> UntilAsync(string job, Func<JsonObject, bool> isWanted, CancellationToken cancellation)
    {
        while (true)
        {
            Assert.False(_process.HasExited, $"the daemon ended:\n{Output}");
            var status = await StatusAsync(job, cancellation);
            if (isWanted(status)) return status;
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // another process cannot ring our bell
            if (cancellation.IsCancellationRequested) throw new TimeoutException($"{job}: {status.ToJsonString()}\n{Output}");
        }
    }

    /// <summary>The names of its jobs, without those of its own.</summary>
    public async Task<string[]> JobsAsync(CancellationToken cancellation) =>
        [.. JsonNode.Parse(await _control.GetStringAsync("/status", cancellation))!["Jobs"]!.AsObject().Select(job => job.Key).Where(name => !name.StartsWith('_')).Order(StringComparer.Ordinal)];

    /// <summary>Completes once it has logged a text.</summary>
    public async Task LoggedAsync(string text, CancellationToken cancellation)
    {
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"the daemon ended:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation); // another process cannot ring our bell
        }
    }

    /// <summary>SIGHUP.</summary>
    public async Task HangUpAsync(CancellationToken cancellation)
    {
        using var kill = Process.Start("kill", ["-HUP", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancellation);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellation);
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync(CancellationToken cancellation)
    {
        await _process.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit code, and how long it took.</returns>
    public async Task<(int Code, TimeSpan Took)> TerminateAsync(CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync(cancellation);
        return (await ExitAsync(cancellation), Stopwatch.GetElapsedTime(began));
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return; // ended in order before its world
        _isDisposed = true;
        _control.Dispose();
        if (!_process.HasExited) await KillAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task<(bool IsSuccess, string Text)> SignalAsync(string job, string operation, CancellationToken cancellation)
    {
        using var answer = await _control.PostAsJsonAsync("/signal", new { Name = job, Op = operation }, cancellation);
        return (answer.IsSuccessStatusCode, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
    }

    private static string ControlIn(string directory) => Path.Combine(directory, "run", "control");

    private static string ClientsIn(string directory) => Path.Combine(directory, "clients");

    private static async Task<string> ConfigureAsync(string directory, string jobs, CancellationToken cancellation)
    {
        await File.WriteAllTextAsync(ConfigurationIn(directory), $$"""
            global:
              control: {sockpath: "{{ControlIn(directory)}}"}
              serve: {stdinserver: {sockdir: "{{ClientsIn(directory)}}"} }
              logging: [{type: stdout, level: info, format: logfmt, time: false}]
            {{jobs}}
            """, cancellation);
        return ConfigurationIn(directory);
    }

    private static DaemonProcess Begin(string directory, string[] command, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var daemon = new DaemonProcess(Process.Start(start)!, ControlIn(directory)); // not a shell command, hence never null
        daemon._process.OutputDataReceived += daemon.Keep;
        daemon._process.ErrorDataReceived += daemon.Keep;
        daemon._process.BeginOutputReadLine();
        daemon._process.BeginErrorReadLine();
        return daemon;
    }

    // One that does not start in time is not left behind.
    private static async Task<DaemonProcess> StartedAsync(DaemonProcess daemon, Func<DaemonProcess, Task> wait)
    {
        try
        {
            await wait(daemon);
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    private async Task AnswersAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Assert.False(_process.HasExited, $"the daemon did not start:\n{Output}");
            try
            {
                await _control.GetStringAsync("/status", cancellation);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation); // it has no other way to tell
            }
        }
    }

    private async Task ReadyAsync(Socket service, CancellationToken cancellation)
    {
        var exit = _process.WaitForExitAsync(cancellation);
        var message = new byte[4096];
        while (true)
        {
            var receiving = service.ReceiveAsync(message, cancellation).AsTask();
            var first = await Task.WhenAny(receiving, exit);
            Assert.False(first == exit || receiving.IsCanceled, $"the daemon did not start, {(_process.HasExited ? $"exit code {_process.ExitCode}" : "in time")}:\n{Output}");
            if (Encoding.UTF8.GetString(message, 0, await receiving).Contains("READY=1", StringComparison.Ordinal)) return;
        }
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.AppendLine(line.Data);
            if (Logs is not null) File.AppendAllText(Path.Combine(Logs, $"daemon-{Id}.log"), $"{DateTime.UtcNow:HH:mm:ss.fff} {line.Data}\n");
        }
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
