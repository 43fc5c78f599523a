using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Stalls;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Stalls;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Stalls;

/// <summary>
/// Twelve kinds of stall, each with the side at fault: what concerns disks, pools and processes here, what concerns the network in
/// <see cref="NetworkStallsTests"/>.
/// </summary>
public sealed class TwelveStallsTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Kind_1_a_disk_that_gives_nothing_is_the_sending_sides_and_the_step_goes_on_by_its_token_once_it_was_ended()
    {
        await using var world = await StallWorld.StartAsync();
        world.Host.Faults.Add("zfs send tank/a@1", new Fault.Stall(CommandStream.Output, 300_000));
        var run = world.ReplicateAsync();
        await world.MovedAsync(300_000);
        await world.Clock.PassUntilAsync(() => world.Board.Now is not null, run);
        Assert.Equal(StallCause.SendWaits, world.Board.Now!.Cause);
        Assert.Contains("tank/a: send and receive @1: nothing has moved for 2m0s: zfs send gives nothing", world.Board.Now.Text, StringComparison.Ordinal);
        await world.UntilAbortedAsync(run);
        var report = await world.DoneAsync(run);
        Assert.Equal(2, report.Attempts.Count);
        Assert.StartsWith("stalled: tank/a: send and receive @1: nothing has moved for 30m0s", report.Attempts[0].Filesystems[0].Error!.Err, StringComparison.Ordinal);
        Assert.Equal((FailureClass.Stalled, FailureClass.Stalled), (report.Attempts[0].ErrorClass, report.Attempts[0].Filesystems[0].ErrorClass));
        Assert.True(report.Attempts[1].Filesystems[0].Steps[0].Info.Resumed);
    }

    [Fact]
    public async Task Kind_2_a_pool_without_room_is_the_receiving_sides()
    {
        await using var world = await StallWorld.StartAsync();
        world.Host.Faults.Add("zfs receive *", new Fault.Stall(CommandStream.Input, 300_000));
        var run = world.ReplicateAsync();
        await world.MovedAsync(300_000);
        await world.Host.ChangePoolAsync("backup", isFull: true);
        await world.Clock.PassUntilAsync(() => world.Board.Now?.Cause is StallCause.ReceivePoolFull, run);
        Assert.Contains("pool backup, which is received into, has no room left", world.Board.Now!.Text, StringComparison.Ordinal);
        await world.Host.ChangePoolAsync("backup", isFull: false); // before the next attempt looks
        await world.UntilAbortedAsync(run);
        Assert.Equal(2, (await world.DoneAsync(run)).Attempts.Count);
    }

    [Fact]
    public async Task Kind_3_a_suspended_pool_is_the_receiving_sides()
    {
        await using var world = await StallWorld.StartAsync();
        world.Host.Faults.Add("zfs receive *", new Fault.Stall(CommandStream.Input, 300_000));
        var run = world.ReplicateAsync();
        await world.MovedAsync(300_000);
        await world.Host.ChangePoolAsync("backup", PoolHealth.Suspended);
        await world.Clock.PassUntilAsync(() => world.Board.Now?.Cause is StallCause.ReceivePoolSuspended, run);
        Assert.Equal("Bring its disks back (zpool status), then: zpool clear backup", world.Board.Now!.WhatToDo);
        await world.Host.ChangePoolAsync("backup", PoolHealth.Online); // before the next attempt looks
        await world.UntilAbortedAsync(run);
        Assert.Equal(2, (await world.DoneAsync(run)).Attempts.Count);
    }

    [Fact] // the real thing
    public async Task Kind_5_a_command_that_somebody_stopped_is_named_with_its_number()
    {
        using var shell = new ShellZfs("""
            if [ "$1" = send ]; then printf 'abc'; kill -STOP $$; printf 'def'; else printf 'ONLINE\t1000000000\n'; fi
            """);
        var clock = new WatchedClock();
        var board = new ProbeStallBoard();
        var (watch, end) = Watched(shell.Runner, clock);
        await using var send = await shell.Runner.StartAsync(ZfsCommand.Zfs("send", "tank/a@1"), CancellationToken.None);
        end.Begin(send);
        await using var stream = new CountingStream(send.Output, _ => { }, watch);
        var work = Guard(board, clock).RunAsync("tank/a", "send @1", watch, token => ReadAllAsync(stream, token), CancellationToken.None);
        await UntilAsync(() => send.Look().State is ProcessState.Stopped);
        await clock.PassUntilAsync(() => board.Now is not null, work);
        Assert.Equal(StallCause.SendStopped, board.Now!.Cause);
        Assert.Contains($"zfs send (process {send.ProcessId}) is stopped (state T)", board.Now.Text, StringComparison.Ordinal);
        Assert.Equal($"Somebody stopped it. Let it go on: kill -CONT {send.ProcessId}", board.Now.WhatToDo);
        await clock.PassAsync(TenMinutes, work);
        Assert.Equal(StallCause.SendStopped, (await Assert.ThrowsAsync<StreamStalledException>(() => work)).Stalled!.Cause);
    }

    [Fact]
    public async Task Kind_6_a_command_that_sleeps_uninterruptibly_is_told_as_such()
    {
        var clock = new WatchedClock();
        var board = new ProbeStallBoard();
        var shell = new ScriptedZfs(command => new(command.Verb == "list" ? "ONLINE\t1000000000\n" : "tank/a\tused\t5\t-\n"));
        var watch = new StreamWatch();
        var end = new CommandEnd(new ZfsHost(shell, clock), DatasetPath.Parse("backup/a"), isReceiver: true);
        watch.ComesFrom(new FakeEnd("nas:8888", new() { Kind = EndKind.Peer, IsAwaited = false, Unheard = TimeSpan.FromSeconds(1) }));
        watch.GoesTo(end);
        end.Begin(new SleepingCommand(new() { State = ProcessState.Uninterruptible, CpuTicks = 3, IoBytes = 70, InputWaiting = 65536 }));
        var never = new TaskCompletionSource<int>();
        var work = Guard(board, clock).RunAsync("tank/a", "receive @1", watch, token => never.Task.WaitAsync(token), CancellationToken.None);
        await clock.PassUntilAsync(() => board.Now is not null, work);
        Assert.Equal(StallCause.ReceiveUninterruptible, board.Now!.Cause);
        Assert.Contains("zfs recv (process 4711) sleeps in the kernel (state D)", board.Now.Text, StringComparison.Ordinal);
        await clock.PassAsync(TenMinutes, work);
        await Assert.ThrowsAsync<StreamStalledException>(() => work);
    }

    [Fact]
    public async Task Kind_10_a_bandwidth_limit_that_is_very_low_is_no_stall()
    {
        await using var world = await StallWorld.StartAsync();
        var bucket = new TokenBucket(new(1, 1), world.Clock);
        world.Throttle = (stream, watch) => new ThrottledStream(stream, bucket, watch);
        var run = world.ReplicateAsync();
        await world.Clock.PassAsync(TimeSpan.FromHours(1), run, () => world.Clock.RunningAsync(due => due > TimeSpan.FromSeconds(0.5) && due < TimeSpan.FromSeconds(5)));
        Assert.False(run.IsCompleted);
        Assert.Empty(world.Board.Shown);
        world.Stop();
        await run;
    }

    [Fact]
    public async Task Kind_11_a_send_that_computes_for_long_before_its_first_byte_is_told_and_let_go_on()
    {
        await using var world = await StallWorld.StartAsync();
        var computed = new TaskCompletionSource();
        world.Host.Faults.Add("zfs send tank/a@1", new Fault.Hang(computed.Task));
        var run = world.ReplicateAsync();
        await world.AwaitedAsync(); // before it, whose turn it is depends on the load of this machine
        await world.Clock.PassAsync(TimeSpan.FromMinutes(25), run);
        Assert.Equal([StallCause.SendWaits], world.Board.Causes);
        computed.SetResult();
        Assert.Single((await world.DoneAsync(run)).Attempts);
    }

    [Fact]
    public async Task Kind_12_a_receive_that_works_for_long_at_its_end_is_told_and_let_go_on()
    {
        await using var world = await StallWorld.StartAsync();
        var flushed = new TaskCompletionSource();
        var length = await StreamLengthAsync(world);
        world.Host.Faults.Add("zfs receive *", new Fault.Stall(CommandStream.Input, length - 1, flushed.Task));
        var run = world.ReplicateAsync();
        await world.EndedAsync();
        await world.Clock.PassAsync(TimeSpan.FromMinutes(25), run);
        Assert.Equal([StallCause.ReceiveFinishes], world.Board.Causes);
        flushed.SetResult();
        Assert.Single((await world.DoneAsync(run)).Attempts);
    }

    [Fact]
    public async Task An_hour_of_a_receiver_that_is_slow_but_moves_is_not_ended()
    {
        await using var world = await StallWorld.StartAsync(fileBytes: 8 << 20);
        world.Host.Faults.Add("zfs receive *", new Fault.Slow(CommandStream.Input, 1000)); // what is read at a time, 256 KiB, takes longer than what is worth telling
        var run = world.ReplicateAsync();
        await world.MovedAsync(16_384);
        await world.Clock.PassAsync(TimeSpan.FromHours(1), run, () => Task.WhenAny(run, PieceIsUnderWayAsync(world)));
        Assert.False(run.IsCompleted);
        Assert.Empty(world.Log("the step is ended"));
        world.Stop();
        await run;
    }

    // Any timer that is neither the guard's, nor that of a question, nor that of reports.
    private static Task PieceIsUnderWayAsync(StallWorld world) => world.Clock.RunningAsync(
        due => due != StallLimits.Default.LookEvery && due != GuardedStream.LongestAnswer && due != new ReplicationOptions().PublishEvery);

    private static async Task<long> StreamLengthAsync(StallWorld world)
    {
        await using var send = await world.Zfs.Runner.StartAsync(ZfsCommand.Zfs("send", "tank/a@1"), CancellationToken.None);
        return await ReadAllAsync(send.Output, CancellationToken.None);
    }

    private static (StreamWatch Watch, CommandEnd End) Watched(IZfsCommandRunner runner, TimeProvider clock)
    {
        var watch = new StreamWatch();
        var end = new CommandEnd(new ZfsHost(runner, clock), DatasetPath.Parse("tank/a"), isReceiver: false);
        watch.ComesFrom(end);
        return (watch, end);
    }

    private static StallGuard Guard(IStallBoard board, TimeProvider clock) => new(StallLimits.Default, board, clock, new LogProbe<StallGuard>());

    private static async Task<long> ReadAllAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[65536];
        long total = 0;
        while (await stream.ReadAsync(buffer, cancellation) is var count and > 0) total += count;
        return total;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        while (!isSo()) await Task.Delay(10, deadline.Token);
    }

    private sealed class SleepingCommand(CommandSigns signs) : IRunningCommand
    {
        public ZfsCommand Command { get; } = ZfsCommand.Zfs("recv", "backup/a@1");

        public int? ProcessId => 4711;

        public Stream Output => Stream.Null;

        public Stream Input => Stream.Null;

        public Task<CommandExit> Exit { get; } = new TaskCompletionSource<CommandExit>().Task;

        public string ErrorText => "";

        public CommandSigns Look() => signs;

        public void Kill() { }

        public ValueTask DisposeAsync() => default;
    }
}
