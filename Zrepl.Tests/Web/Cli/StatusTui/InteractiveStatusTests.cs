using System.Threading.Channels;
using Zrepl.Tests.Support;
using Zrepl.Web.Cli;
using Zrepl.Web.Cli.StatusTui;
using static Zrepl.Tests.Web.Cli.StatusTui.TuiStates;

namespace Zrepl.Tests.Web.Cli.StatusTui;

/// <summary>The interactive <c>zrepl status</c> with a daemon and a terminal: spec A4.2.</summary>
public sealed class InteractiveStatusTests : IAsyncLifetime
{
    private const string Jobs = """
        [{ type: snap, name: hourly, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } },
         { type: snap, name: daily, filesystems: { "pool<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }]
        """;

    private readonly RunningDaemon _daemon = new(Jobs);
    private readonly ScriptedTerminal _terminal = new();
    private string? _configuration;

    public async ValueTask InitializeAsync() => await _daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task A_person_looks_around_sends_a_signal_and_quits()
    {
        var run = RunAsync();
        await _terminal.ShowsAsync("Job: daily");
        _terminal.Press(Key(ConsoleKey.DownArrow));
        await _terminal.ShowsAsync("Job: hourly");
        _terminal.Press(Letter('S'), Key(ConsoleKey.Enter));
        await HeardAsync("wakeup hourly");
        _daemon.Jobs.Answer = new(Zrepl.Engine.Jobs.JobOutcome.NotRunning, "already reset");
        _terminal.Press(Letter('S'), Key(ConsoleKey.Tab), Key(ConsoleKey.Enter));
        await _terminal.ShowsAsync("signal error: already reset");
        _terminal.Press(Key(ConsoleKey.Enter), Letter('q'));
        Assert.Equal(0, await run);
        Assert.True(_terminal.IsClosed);
        Assert.Equal(["wakeup hourly", "reset hourly"], _daemon.Jobs.Heard);
    }

    [Fact]
    public async Task Without_a_daemon_it_says_so_and_goes_on_asking()
    {
        await _daemon.StopAsync();
        var run = RunAsync();
        await _terminal.ShowsAsync("status fetch: Post \"http://unix/status\": dial unix ");
        _terminal.Press(Key(ConsoleKey.C, '\x3', control: true));
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task A_terminal_that_goes_away_ends_it()
    {
        var run = RunAsync("--job", "hourly");
        await _terminal.ShowsAsync("Job: hourly");
        _terminal.HangUp();
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task A_daemon_that_freezes_keeps_no_key_from_being_obeyed_and_is_heard_again_when_it_goes_on()
    {
        await using var between = new FreezableSocket(Path.Combine(_daemon.Directory.Path, "between"), _daemon.SocketPath);
        _configuration = ConfigurationThrough(between);
        var run = RunAsync();
        await _terminal.ShowsAsync("Job: daily");
        between.Freeze();
        _terminal.Press(Letter('S'), Key(ConsoleKey.Enter));
        await _terminal.ShowsAsync("sending wakeup to daily ...");
        _terminal.Press(Key(ConsoleKey.DownArrow));
        await _terminal.ShowsAsync("Job: hourly");
        await _terminal.ShowsAsync("no answer since ");
        await _terminal.ShowsAsync("hourly (as of ");
        between.Thaw();
        await HeardAsync("wakeup daily");
        await _terminal.ShowsAsync("Q quit");
        _terminal.Press(Letter('q'));
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task A_daemon_that_freezes_keeps_nobody_from_leaving()
    {
        await using var between = new FreezableSocket(Path.Combine(_daemon.Directory.Path, "between"), _daemon.SocketPath);
        _configuration = ConfigurationThrough(between);
        var run = RunAsync();
        await _terminal.ShowsAsync("Job: daily");
        between.Freeze();
        _terminal.Press(Letter('S'), Key(ConsoleKey.Enter));
        await _terminal.ShowsAsync("sending wakeup to daily ...");
        _terminal.Press(Key(ConsoleKey.C, '\x3', control: true));
        Assert.Equal(0, await run.WaitAsync(TimeSpan.FromSeconds(30), _daemon.Limit)); // half of what an answer may take
    }

    private string ConfigurationThrough(FreezableSocket between) =>
        _daemon.Directory.Write("through.yml", File.ReadAllText(_daemon.ConfigurationPath).Replace(_daemon.SocketPath, between.Path, StringComparison.Ordinal));

    private Task<int> RunAsync(params string[] flags) => CommandLine.RunAsync(
        ["--config", _configuration ?? _daemon.ConfigurationPath, "status", "-d", "20ms", .. flags], new(TextWriter.Null, TextWriter.Null) { OutputIsTerminal = true, OpenTerminal = () => _terminal });

    private async Task HeardAsync(string request)
    {
        while (!_daemon.Jobs.Heard.Contains(request))
        {
            _daemon.Limit.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class ScriptedTerminal : ITerminal
    {
        private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateUnbounded<ConsoleKeyInfo>();
        private readonly Channel<string> _screens = Channel.CreateUnbounded<string>();

        public (int Width, int Height) Size => (100, 30);

        public bool HasLines => true;

        public ChannelReader<ConsoleKeyInfo> Keys => _keys.Reader;

        public bool IsClosed { get; private set; }

        public void Write(string text) => _screens.Writer.TryWrite(text);

        public void Press(params ConsoleKeyInfo[] keys)
        {
            foreach (var key in keys) _keys.Writer.TryWrite(key);
        }

        public void HangUp() => _keys.Writer.Complete();

        public async Task ShowsAsync(string text)
        {
            using var limit = new CancellationTokenSource(Deadline.OfATest);
            while (!(await _screens.Reader.ReadAsync(limit.Token)).Contains(text, StringComparison.Ordinal)) { }
        }

        public void Dispose() => IsClosed = true;
    }
}
