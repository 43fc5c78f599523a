using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Hooks.Command;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Hooks;

public sealed class CommandHookTests : IDisposable
{
    private static readonly HookContext Context = new(SnapshotPath.Parse("tank/home@zrepl_20240610_100000_000"));

    private readonly WatchedClock _clock = new();
    private readonly HookScripts _scripts = new();
    private readonly LogProbe<CommandHook> _log = new();

    public void Dispose() => _scripts.Dispose();

    [Fact] // 5.3
    public async Task A_success_is_reported_with_the_command_as_a_shell_takes_it()
    {
        var hook = Hook("exit 0");
        var report = await Run(hook);
        Assert.Null(report.Failure);
        Assert.Equal(
            "command hook: \"ZREPL_DRYRUN='' ZREPL_FS='tank/home' ZREPL_HOOKTYPE='pre_snapshot' " +
            $"ZREPL_SNAPNAME='zrepl_20240610_100000_000' ZREPL_TIMEOUT='30' {hook.Path}\"", report.Text);
    }

    [Fact] // 5.3
    public async Task A_failure_is_reported_with_upstreams_texts()
    {
        var hook = Hook("exit 3");
        var report = await Run(hook);
        var command = "ZREPL_DRYRUN='' ZREPL_FS='tank/home' ZREPL_HOOKTYPE='pre_snapshot' " +
            $"ZREPL_SNAPNAME='zrepl_20240610_100000_000' ZREPL_TIMEOUT='30' {hook.Path}";
        Assert.Equal($"command hook failed with \"exit status 3\": \"{command}\"", report.Text);
        Assert.Equal($"{report.Text} FAILED with error: exit status 3", report.Failure!.Message);
        Assert.Equal("exit status 3", report.Failure.Reason);
    }

    [Theory] // 5.3
    [InlineData(false, "")]
    [InlineData(true, "true")]
    public async Task The_variables_are_set_beside_those_of_the_daemon(bool isDryRun, string dryRun)
    {
        var hook = Hook("env | grep ^ZREPL_ | sort; [ -n \"$PATH\" ]", timeout: TimeSpan.FromMilliseconds(90_999));
        var report = await Run(hook, HookEdge.Post, Context with { IsDryRun = isDryRun });
        Assert.Null(report.Failure);
        Assert.Equal(
            $"ZREPL_DRYRUN={dryRun}\nZREPL_FS=tank/home\nZREPL_HOOKTYPE=post_snapshot\nZREPL_SNAPNAME=zrepl_20240610_100000_000\nZREPL_TIMEOUT=90\n",
            report.OutputText);
    }

    [Fact] // 5.3
    public async Task Standard_output_is_logged_at_info_and_standard_error_at_warn()
    {
        var hook = Hook("echo out; echo err >&2; printf unfinished");
        await Run(hook);
        Assert.All(_log.Entries, entry => Assert.Equal("hook output", entry.Message));
        Assert.All(_log.Entries, entry => Assert.Equal(hook.Path, entry.Fields["command"]));
        Assert.Equal(["out", "unfinished"], _log.Of(LogLevel.Information).Select(entry => entry.Fields["stdout"]));
        Assert.Equal(["err"], _log.Of(LogLevel.Warning).Select(entry => entry.Fields["stderr"]));
    }

    [Fact] // 5.3: never the daemon's input
    public async Task A_hook_that_reads_its_input_finds_it_empty() => Assert.Equal("[]", (await Run(Hook("printf '[%s]' \"$(cat)\""))).OutputText);

    [Fact] // 5.3: own process group
    public async Task A_hook_leads_its_own_process_group() => Assert.Null((await Run(Hook("""[ "$(ps -o pgid= -p $$ | tr -d ' ')" = $$ ]"""))).Failure);

    [Fact] // 5.3
    public async Task A_missing_program_is_reported_with_the_operating_systems_words()
    {
        var report = await Run(Hook("", path: "/nonexistent/hook"));
        Assert.Equal("/nonexistent/hook: No such file or directory", report.Failure!.Reason);
    }

    [Fact] // 5.3
    public async Task A_file_that_is_not_executable_is_reported_with_the_operating_systems_words()
    {
        var path = _scripts.Write("exit 0");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead);
        Assert.Equal($"{path}: Permission denied", (await Run(Hook("", path: path))).Failure!.Reason);
    }

    [Fact] // 5.1
    public async Task A_bare_name_is_searched_in_PATH_as_upstream_does() => Assert.Null((await Run(Hook("", path: "true"))).Failure);

    [Fact] // 5.1
    public async Task A_bare_name_that_is_not_in_PATH_is_told_in_Gos_words() => Assert.Equal(
        "exec: \"zrepl-no-such-hook\": executable file not found in $PATH", (await Run(Hook("", path: "zrepl-no-such-hook"))).Failure!.Reason);

    [Fact] // 5.3, BAD-37
    public async Task At_the_timeout_the_whole_group_is_asked_to_end()
    {
        var hook = Hook("sleep 60 & trap 'echo bye; exit 7' TERM; echo ready; wait", timeout: TimeSpan.FromSeconds(90));
        var running = Run(hook);
        await Ready();
        _clock.Advance(TimeSpan.FromSeconds(90));
        var report = await EndOf(running);
        Assert.Equal("timed out after 1m30s: exit status 7", report.Failure!.Reason);
        Assert.EndsWith("bye\n", report.OutputText, StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Entries, entry => entry.Event == 3307); // asking was enough, for the child too
    }

    [Fact] // 5.3
    public async Task A_hook_without_a_handler_dies_of_SIGTERM()
    {
        var running = Run(Hook("echo ready; exec sleep 60"));
        await Ready();
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("timed out after 30s: signal: terminated", (await EndOf(running)).Failure!.Reason);
    }

    [Fact] // 5.3: SIGKILL after 5 s
    public async Task A_hook_that_ignores_SIGTERM_is_killed_five_seconds_later_with_its_children()
    {
        var running = Run(Hook("trap '' TERM; sleep 60 & echo ready $!; while :; do wait; done"));
        await Ready();
        _clock.Advance(TimeSpan.FromSeconds(30));
        await _clock.ArmedAsync(HookProcess.TerminationGrace);
        _clock.Advance(HookProcess.TerminationGrace);
        var report = await EndOf(running);
        Assert.Equal("timed out after 30s: signal: killed", report.Failure!.Reason);
        Assert.Equal([3307], _log.Entries.Select(entry => entry.Event).Where(number => number != 3300));
        AssertEnds(int.Parse(report.OutputText.Split(' ')[1], CultureInfo.InvariantCulture));
    }

    [Fact] // 5.2
    public async Task A_cancelled_hook_is_ended_at_once_and_says_so()
    {
        using var cancellation = new CancellationTokenSource();
        var running = Run(Hook("echo ready; exec sleep 60"), cancellation: cancellation.Token);
        await Ready();
        await cancellation.CancelAsync();
        Assert.Equal("cancelled: signal: terminated", (await EndOf(running)).Failure!.Reason);
    }

    [Fact] // BAD-37: a daemon that a hook starts on purpose
    public async Task What_a_successful_hook_leaves_running_is_not_killed()
    {
        var running = Run(Hook("sleep 60 & echo $!"));
        await _log.EntryAsync(entry => entry.Fields.ContainsKey("stdout"));
        await _clock.ArmedAsync(HookProcess.OutputGrace);
        _clock.Advance(HookProcess.OutputGrace);
        var report = await running;
        Assert.Null(report.Failure);
        Assert.Contains(_log.Entries, entry => entry.Event == 3308);
        using var left = Process.GetProcessById(int.Parse(report.OutputText, CultureInfo.InvariantCulture));
        Assert.False(left.HasExited);
        left.Kill();
    }

    private CommandHook Hook(string body, TimeSpan? timeout = null, string? path = null) => new(_clock, _log)
    {
        Path = path ?? _scripts.Write(body), Filesystems = FilesystemFilter.Everything, Timeout = timeout ?? TimeSpan.FromSeconds(30),
    };

    private async Task<HookReport> Run(
        CommandHook hook, HookEdge edge = HookEdge.Pre, HookContext? context = null, CancellationToken cancellation = default)
    {
        await using var run = hook.Open(context ?? Context);
        return await run.RunAsync(edge, cancellation).WaitAsync(Deadline.OfATest, CancellationToken.None);
    }

    private Task<LoggedEntry> Ready() => _log.EntryAsync(entry => entry.Fields.TryGetValue("stdout", out var line) && line.StartsWith("ready", StringComparison.Ordinal));

    private static void AssertEnds(int process)
    {
        try
        {
            using var running = Process.GetProcessById(process);
            Assert.True(running.WaitForExit(Deadline.OfATest), $"process {process} still runs");
        }
        catch (ArgumentException)
        {
            return; // no such process: gone already
        }
    }

    // The real processes of the group vanish in real time; the clock keeps pace until they have, but gives a busy machine more time than it shows.
    private async Task<HookReport> EndOf(Task<HookReport> running)
    {
        var pace = TimeSpan.FromMilliseconds(100);
        for (var passed = TimeSpan.Zero; await Task.WhenAny(running, Task.Delay(passed < HookProcess.TerminationGrace / 2 ? pace : 40 * pace)) != running; passed += pace) _clock.Advance(pace);
        return await running;
    }
}
