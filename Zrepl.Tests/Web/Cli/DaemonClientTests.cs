using System.Text;
using System.Text.Json;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Logging;
using Zrepl.Engine.Status.Document;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Cli;

/// <summary>Commands that talk to a daemon: spec A4, A5, A7, H1.</summary>
public sealed class DaemonClientTests : IAsyncLifetime
{
    private const string Jobs = """
        [{ type: snap, name: hourly, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } },
         { type: snap, name: daily, filesystems: { "pool<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }]
        """;

    private readonly RunningDaemon _daemon = new(Jobs);

    public async ValueTask InitializeAsync() => await _daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(["--config", _daemon.ConfigurationPath, .. arguments]);

    [Theory]
    [InlineData("status", "--mode", "raw")]
    [InlineData("status", "--raw")]
    [InlineData("status", "raw")]
    public async Task Raw_status_is_the_body_A_09(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["_control", "daily", "hourly"], JsonDocument.Parse(run.Output).RootElement.GetProperty("Jobs").EnumerateObject().Select(job => job.Name));
    }

    [Theory]
    [InlineData("alrets: { rpo: 1h }")] // a key that does not exist
    [InlineData("pruning: { keep: [{ type: regex, regex: '(' }] }")] // cannot be built
    [InlineData("type: pussh")]
    public async Task A_mistake_in_a_job_does_not_keep_anybody_from_the_daemon_that_runs(string mistake)
    {
        await File.WriteAllTextAsync(_daemon.ConfigurationPath, (await File.ReadAllTextAsync(_daemon.ConfigurationPath, TestContext.Current.CancellationToken)).Replace("name: daily,", $"name: daily, {mistake},", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        foreach (var command in new[] { "status --raw", "signal wakeup hourly", "version --show daemon", "monitor alive" })
        {
            var run = await RunAsync(command.Split(' '));
            Assert.True((0, "") == (run.ExitCode, run.Error), $"{command}: {run.ExitCode} {run.Error} {run.Output}");
        }

        Assert.Equal(1, (await RunAsync("configcheck")).ExitCode);
    }

    [Theory]
    [InlineData("global: { control: { sockpaht: /x } }", "sockpaht")]
    [InlineData("global: [", "zrepl.yml")]
    [InlineData("[]", "zrepl.yml")]
    public async Task A_mistake_in_global_does_since_it_says_where_the_daemon_is(string text, string named)
    {
        await File.WriteAllTextAsync(_daemon.ConfigurationPath, text, TestContext.Current.CancellationToken);
        var run = await RunAsync("status", "--raw");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("could not parse config: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dump_shows_every_job_in_order_of_names_and_a_rule_after_each()
    {
        var run = await RunAsync("status", "--mode", "dump");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var rule = new string('-', 80) + "\n";
        Assert.StartsWith("Job: daily\nType: snap\nState: waiting, runs only on request (zrepl signal wakeup daily)\n\nPruning snapshots:\n   ...\n   \n", run.Output, StringComparison.Ordinal);
        Assert.Contains(rule + "Job: hourly\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith(rule, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", "--mode", "dump", "--job", "hourly")]
    [InlineData("status", "dump", "-j", "hourly")]
    public async Task A_dump_can_be_of_one_job(params string[] arguments) =>
        Assert.DoesNotContain("Job: daily", (await RunAsync(arguments)).Output, StringComparison.Ordinal);

    [Fact]
    public async Task The_document_of_one_job_is_shown_for_people()
    {
        var run = await RunAsync("status", "--mode", "json", "--job", "hourly");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("{\n  \"Jobs\": {\n    \"hourly\": {\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(["hourly"], StatusJson.Read(Encoding.UTF8.GetBytes(run.Output)).Jobs.Keys);
    }

    [Fact]
    public async Task A_dump_of_an_unknown_job_fails_A_11() =>
        Assert.Equal(new(1, "", "job \"nope\" not found\nJobs there are: daily, hourly.\n"), await RunAsync("status", "--mode", "dump", "--job", "nope"));

    [Fact]
    public async Task Without_a_terminal_a_mode_must_be_named_A_08() =>
        Assert.Equal(new(1, "", "error: stdout is not a tty, please use --mode dump or --mode raw\n"), await RunAsync("status"));

    [Theory]
    [InlineData("invalid value \"x\": must be one of ", "--mode", "x")]
    [InlineData("invalid argument \"soon\" for \"--delay\": ", "--mode", "dump", "-d", "soon")]
    public async Task Wrong_values_of_status_are_told(string message, params string[] flags)
    {
        var run = await RunAsync(["status", .. flags]);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_that_is_obeyed_is_silent()
    {
        Assert.Equal(new(0, "", ""), await RunAsync("signal", "wakeup", "hourly"));
        Assert.Equal(new(0, "", ""), await RunAsync("signal", "reset", "daily"));
        Assert.Equal(["wakeup hourly", "reset daily"], _daemon.Jobs.Heard);
    }

    [Fact]
    public async Task A_refused_signal_fails_with_the_daemons_words_A_18()
    {
        _daemon.Jobs.Answer = new(JobOutcome.UnknownOperation, "operation \"x\" is invalid");
        var run = await RunAsync("signal", "x", "hourly");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("operation \"x\" is invalid\nEvery daemon knows wakeup and reset. Our daemon also knows replicate,", run.Error, StringComparison.Ordinal);

        _daemon.Jobs.Answer = new(JobOutcome.UnknownJob, "Job nobody does not exist");
        Assert.Equal(new(1, "", "Job nobody does not exist\nJobs there are: daily, hourly.\n"), await RunAsync("signal", "wakeup", "nobody"));
        Assert.Equal(new(1, "", "Job nobody does not exist\nJobs there are: daily, hourly.\n"), await RunAsync("signal", "wakeup", "nobody", "--wait"));
    }

    [Fact]
    public async Task A_part_of_the_program_can_be_made_to_log_more_and_given_back()
    {
        var levels = (SubsystemLevels)_daemon.Services.GetService(typeof(SubsystemLevels))!; // the daemon runs
        Assert.Equal(new(0, "", ""), await RunAsync("signal", "log-level", "repl=debug"));
        Assert.Equal([new("repl", "debug")], levels.Current);
        var told = await RunAsync("signal", "log-level", "?");
        Assert.Equal(1, told.ExitCode);
        Assert.StartsWith("expected SUBSYSTEM=LEVEL, such as repl=debug; now: endpoint=default, hook=default, job=default, ", told.Error, StringComparison.Ordinal);
        Assert.Contains(" repl=debug, ", told.Error, StringComparison.Ordinal);
        Assert.Equal(new(0, "", ""), await RunAsync("signal", "log-level", "repl=default"));
        Assert.Empty(levels.Current);
        Assert.StartsWith("there is no subsystem \"replication\": use one of endpoint, ", (await RunAsync("signal", "log-level", "replication=debug")).Error, StringComparison.Ordinal);
        Assert.StartsWith("there is no level \"loud\": use debug, info, warn, error, or default", (await RunAsync("signal", "log-level", "repl=loud")).Error, StringComparison.Ordinal);
        Assert.Empty(_daemon.Jobs.Heard);
    }

    [Theory]
    [InlineData("wakeup")]
    [InlineData("wakeup", "a", "b")]
    [InlineData]
    public async Task A_signal_needs_two_arguments_A_13(params string[] arguments) =>
        Assert.Equal(new(1, "", "Expected 2 arguments: [wakeup|reset] JOB\nOur daemon also knows replicate, prune, snapshot, reset-snapshotting, pause, resume and approve-pruning with a job, log-level with SUBSYSTEM=LEVEL, and reload without either.\n"), await RunAsync(["signal", .. arguments]));

    [Fact]
    public async Task Both_versions_are_shown_A_19()
    {
        var run = await RunAsync("version");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(["client:", "server:"], lines.Select(line => line[..7]));
        Assert.Equal(lines[0][7..], lines[1][7..]);
        Assert.StartsWith("server: ", (await RunAsync("version", "--show", "daemon")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_daemon_the_socket_is_named_A_12()
    {
        await _daemon.StopAsync();
        var reason = $"dial unix {_daemon.SocketPath}: connect: no such file or directory\n";
        const string Advice = "No daemon answers there. Is it running, and with this configuration? Where it listens is global.control.sockpath; --config names another file.\n";
        Assert.Equal(new(1, "", "Post \"http://unix/status\": " + reason + Advice), await RunAsync("status", "--mode", "raw"));
        Assert.Equal(new(1, "", "Post \"http://unix/signal\": " + reason + Advice), await RunAsync("signal", "wakeup", "hourly"));
        var version = await RunAsync("version");
        Assert.Equal((1, "server: error: Post \"http://unix/version\": " + reason + Advice), (version.ExitCode, version.Error));
        Assert.StartsWith("client: ", version.Output, StringComparison.Ordinal);
    }
}
