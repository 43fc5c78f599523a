using System.Text;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Zfs.Commands;

/// <summary>The process runner on real processes; a shell script plays zfs.</summary>
public sealed class ZfsProcessRunnerTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("zrepl-tests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private ZfsProcessRunner Zfs(string script)
    {
        var path = Executable.Write(Path.Combine(_directory, "zfs"), "#!/bin/sh\n" + script);
        return new(new ZfsBinaries(path, path));
    }

    [Fact] // A1.2, A1.3, A1.4; B14 item 49
    public async Task The_child_gets_its_arguments_untouched_the_C_locale_and_an_empty_input()
    {
        Environment.SetEnvironmentVariable("LANGUAGE", "de");
        var result = await Zfs("""printf '%s|' "$@"; echo "LC_ALL=$LC_ALL LANGUAGE=${LANGUAGE-unset}"; cat; echo end""")
            .RunAsync(ZfsCommand.Zfs("list", "tank/my data@snap 1", "a;b $HOME 'q'"), default);
        Assert.Equal("list|tank/my data@snap 1|a;b $HOME 'q'|LC_ALL=C LANGUAGE=unset\nend\n", result.OutputText);
    }

    [Fact] // A1.5
    public async Task Output_error_and_exit_code_are_told_apart()
    {
        var result = await Zfs("echo out; echo err >&2; exit 2").RunAsync(ZfsCommand.Zfs("x"), default);
        Assert.Equal(("out\n", "err\n", 2), (result.OutputText, result.ErrorText, result.Exit.Code));
        Assert.Equal("exit status 2", result.Exit.ToString());
    }

    [Fact] // A1.5: a full stderr pipe would block the child
    public async Task A_flood_on_stderr_neither_blocks_the_child_nor_fills_memory()
    {
        var result = await Zfs("echo first >&2; head -c 3000000 /dev/zero | tr '\\0' 'x' >&2; echo last >&2; exit 1").RunAsync(ZfsCommand.Zfs("x"), default);
        Assert.StartsWith("first\n", result.ErrorText, StringComparison.Ordinal);
        Assert.EndsWith("last\n", result.ErrorText, StringComparison.Ordinal);
        Assert.InRange(result.ErrorText.Length, 1000, 70_000);
        Assert.Contains("bytes left out", result.ErrorText, StringComparison.Ordinal);
    }

    [Fact] // A1.1: the daemon starts without ZFS and says what is missing
    public async Task A_missing_program_is_told_with_what_to_do()
    {
        var zfs = new ZfsProcessRunner(new ZfsBinaries(Path.Combine(_directory, "nope")));
        var failure = await Assert.ThrowsAsync<ZfsUnavailableException>(() => zfs.RunAsync(ZfsCommand.Zfs("list"), default));
        Assert.Contains("no such program", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ZREPL_ZFS_BINARY", failure.Message, StringComparison.Ordinal);
        Assert.Equal(FailureCategory.Temporary, failure.Category);
    }

    [Fact] // A1.9
    public async Task An_argument_list_that_the_system_refuses_is_told_as_such() =>
        await Assert.ThrowsAsync<ArgumentListTooLongException>(() => Zfs("exit 0").RunAsync(ZfsCommand.Zfs("destroy", new string('a', 200_000)), default));

    [Fact] // A1.7
    public async Task Cancelling_kills_the_child_and_waits_for_it()
    {
        using var cancel = new CancellationTokenSource();
        var running = await Zfs("echo ready; exec sleep 600").StartAsync(ZfsCommand.Zfs("x"), cancel.Token);
        var ready = new byte[6];
        await running.Output.ReadExactlyAsync(ready, TestContext.Current.CancellationToken);
        await cancel.CancelAsync();
        var exit = await running.Exit;
        Assert.Equal(9, exit.Signal);
        Assert.Equal("signal: killed", exit.ToString());
        await running.DisposeAsync();
        Assert.False(Directory.Exists($"/proc/{running.ProcessId}"));
    }

    [Fact] // A1.7
    public async Task A_cancelled_run_throws_cancellation_and_nothing_else()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Zfs("exec sleep 600").RunAsync(ZfsCommand.Zfs("x"), cancel.Token));
    }

    [Fact] // A12.8: children of .NET inherit an ignored SIGPIPE, so they see EPIPE and end by themselves
    public async Task A_child_whose_reader_went_away_ends_with_a_failure()
    {
        await using var running = await Zfs("exec yes").StartAsync(ZfsCommand.Zfs("send"), default);
        await running.Output.ReadExactlyAsync(new byte[2], TestContext.Current.CancellationToken);
        await running.Output.DisposeAsync();
        var exit = await running.Exit.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken);
        Assert.False(exit.IsSuccess);
    }

    [Fact] // A1.6, B14 item 50
    public async Task A_hundred_thousand_lines_are_read_while_the_command_runs()
    {
        var lines = 0;
        long longest = 0;
        await Zfs("i=0; while [ $i -lt 1000 ]; do printf '%s\\n%.0s' tank/data/set@zrepl_20240101_000000_000 1 2 3 4 5 6 7 8 9 10 >&1; i=$((i+1)); done; seq 1 90000")
            .RunLinesAsync(ZfsCommand.Zfs("list"), line => { lines++; longest = Math.Max(longest, line.Length); }, default);
        Assert.True(lines > 90_000, $"{lines} lines");
        Assert.InRange(longest, 5, 200);
    }

    [Fact] // A1.6
    public async Task The_last_line_needs_no_line_end_and_an_endless_one_is_refused()
    {
        var lines = new List<string>();
        await Zfs("printf 'a\\nb'").RunLinesAsync(ZfsCommand.Zfs("list"), line => lines.Add(Encoding.UTF8.GetString(line)), default);
        Assert.Equal(["a", "b"], lines);
        await Assert.ThrowsAsync<UnexpectedOutputException>(() => Zfs("head -c 200000 /dev/zero").RunLinesAsync(ZfsCommand.Zfs("list"), _ => { }, default));
    }

    // A process that sleeps in the kernel cannot be made; one that nobody kills looks the same to those who wait for it.
    private ZfsProcessRunner Unkillable(string script, LogProbe<ZfsProcessRunner> log, Action<System.Diagnostics.Process>? kill = null)
    {
        var path = Executable.Write(Path.Combine(_directory, "zfs"), "#!/bin/sh\n" + script);
        return new(new ZfsBinaries(path, path), log) { Kills = new() { Kill = kill ?? (_ => { }), GiveUpAfter = TimeSpan.FromMilliseconds(50) } };
    }

    // Every caller waits in one of these places.
    public static TheoryData<string> Waits => ["run", "lines", "exit", "output", "send", "dispose"];

    [Theory] // issue 7, "never stuck"
    [MemberData(nameof(Waits))]
    public async Task A_child_that_a_kill_does_not_end_is_given_up_by_whoever_waits_for_it(string wait)
    {
        var log = new LogProbe<ZfsProcessRunner>();
        var zfs = Unkillable("echo started; exec sleep 600", log);
        using var cancel = new CancellationTokenSource();
        var command = ZfsCommand.Zfs(wait == "send" ? "send" : "list");
        if (wait is "run" or "lines")
        {
            var running = wait == "run" ? zfs.RunAsync(command, cancel.Token) : zfs.RunLinesAsync(command, _ => { }, cancel.Token);
            cancel.CancelAfter(TimeSpan.FromMilliseconds(100));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Deadline.OfATest));
            var entry = await log.EntryAsync(entry => entry.Message.Contains("does not end", StringComparison.Ordinal));
            Kill(int.Parse(entry.Fields["ProcessId"], System.Globalization.CultureInfo.InvariantCulture));
            return;
        }

        var started = await zfs.StartAsync(command, cancel.Token);
        try
        {
            await started.Output.ReadExactlyAsync(new byte[8], TestContext.Current.CancellationToken);
            Task waiting = wait switch
            {
                "exit" => started.Exit,
                "output" => started.Output.ReadAsync(new byte[1], CancellationToken.None).AsTask(),
                "send" => new Zrepl.Zfs.Send.SendStream(started).ReadAsync(new byte[1], cancel.Token).AsTask(),
                _ => started.DisposeAsync().AsTask(),
            };
            await cancel.CancelAsync();
            var failure = await Record.ExceptionAsync(() => waiting.WaitAsync(Deadline.OfATest));
            Assert.IsNotType<TimeoutException>(failure);
            if (wait == "send") Assert.IsAssignableFrom<OperationCanceledException>(failure);
            Assert.True((await started.Exit).IsGivenUp);
            Assert.False(started.Gone.IsCompleted);
            await log.EntryAsync(entry => entry.Message.StartsWith($"process {started.ProcessId} was killed and does not end", StringComparison.Ordinal));
        }
        finally
        {
            Kill(started.ProcessId!.Value); // a process of the runner has a number
        }

        await started.Gone.WaitAsync(Deadline.OfATest);
        await log.EntryAsync(entry => entry.Message.Contains("has ended at last", StringComparison.Ordinal));
        await started.DisposeAsync();
    }

    [Fact] // EPERM: behind sudo it runs as another user
    public async Task A_child_that_may_not_be_killed_is_told_and_given_up_all_the_same()
    {
        var log = new LogProbe<ZfsProcessRunner>();
        var zfs = Unkillable("exec sleep 600", log, _ => throw new System.ComponentModel.Win32Exception(1));
        using var cancel = new CancellationTokenSource();
        var started = await zfs.StartAsync(ZfsCommand.Zfs("list"), cancel.Token);
        try
        {
            await cancel.CancelAsync(); // whoever cancels is told nothing about processes
            Assert.True((await started.Exit.WaitAsync(Deadline.OfATest)).IsGivenUp);
            await log.EntryAsync(entry => entry.Message.StartsWith($"process {started.ProcessId} cannot be killed (Operation not permitted)", StringComparison.Ordinal));
            await log.EntryAsync(entry => entry.Message.StartsWith($"process {started.ProcessId}, which cannot be killed", StringComparison.Ordinal));
        }
        finally
        {
            Kill(started.ProcessId!.Value); // a process of the runner has a number
        }

        await started.Gone.WaitAsync(Deadline.OfATest);
        await started.DisposeAsync();
    }

    [Fact] // issue 7, "never stuck"
    public async Task A_receive_that_a_kill_does_not_end_frees_whoever_feeds_it()
    {
        var log = new LogProbe<ZfsProcessRunner>();
        var zfs = Unkillable("exec sleep 600", log); // reads nothing: the pipe fills up
        using var cancel = new CancellationTokenSource();
        IRunningCommand? receive = null;
        var pumping = Zrepl.Zfs.Receive.ReceivePump.RunAsync(
            zfs, ZfsCommand.Zfs("recv", "x") with { ReadsInput = true }, new byte[100], new MemoryStream(new byte[8 << 20]), started => receive = started, cancel.Token);
        await cancel.CancelAsync();
        var (result, _) = await pumping.WaitAsync(Deadline.OfATest);
        Assert.True(result.Exit.IsGivenUp);
        Assert.NotNull(receive);
        Kill(receive.ProcessId!.Value);
        await receive.Gone.WaitAsync(Deadline.OfATest);
    }

    private static void Kill(int processId) => System.Diagnostics.Process.GetProcessById(processId).Kill();
}
