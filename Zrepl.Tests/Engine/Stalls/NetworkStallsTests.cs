using Zrepl.Engine.Stalls;
using Zrepl.Engine.Status;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Stalls;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Stalls;

/// <summary>Stalls whose cause is the network or the peer.</summary>
public sealed class NetworkStallsTests : IAsyncDisposable
{
    private static readonly byte[] Heartbeat = [1, 0, 0, 0, 0, 0, 0, 0];
    private static readonly WireLimits Patient = WireLimits.Default with { PeerTimeout = TimeSpan.FromDays(1) };

    private readonly WatchedClock _clock = new();
    private readonly ProbeStallBoard _board = new();
    private readonly TellingWire _wire = new();
    private readonly FakeEnd _send = new("pool tank", new() { Kind = EndKind.Command, IsAwaited = false, Moved = 0 });
    private readonly FakeEnd _receive = new("pool backup", new() { Kind = EndKind.Command, IsAwaited = false, Moved = 0 });

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    [Fact]
    public async Task Kind_4_acknowledgements_that_are_dropped_are_the_networks()
    {
        (_wire.IsClogged, _wire.Signs) = (true, new(200_000, 5, TimeSpan.FromSeconds(11)));
        var connection = Connection(WireLimits.Default);
        var reading = connection.ReadHeaderAsync(CancellationToken.None).AsTask();
        var writing = connection.WriteAsync(new byte[100_000], CancellationToken.None).AsTask();
        await _wire.ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(11));
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => reading.WaitAsync(Deadline.OfATest));
        Assert.Contains("its machine does not acknowledge what is sent either: the network, or that machine, is gone", lost.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConnectionLostException>(() => writing.WaitAsync(Deadline.OfATest));
        await connection.CloseAsync();
    }

    [Fact]
    public async Task Kind_7_a_peer_that_is_frozen_while_its_machine_answers_is_named() // a real connection: the other end accepts and is never served
    {
        await using var pair = await WirePair.OpenAsync();
        var connection = new FrameConnection(pair.Client, WireLimits.Default, _clock, new LogProbe<object>());
        var reading = connection.ReadHeaderAsync(CancellationToken.None).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(11));
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => reading.WaitAsync(Deadline.OfATest));
        Assert.Contains("its machine still answers: the zrepl there is stopped, frozen or overloaded", lost.Message, StringComparison.Ordinal);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task Kind_8_a_half_open_connection_on_which_only_our_heartbeats_are_under_way_is_the_networks()
    {
        _wire.Signs = new(60, 5, TimeSpan.FromSeconds(30)); // two heartbeats in records of TLS
        var connection = Connection(WireLimits.Default);
        var reading = connection.ReadHeaderAsync(CancellationToken.None).AsTask();
        await _wire.ReadAsync();
        _clock.Advance(TimeSpan.FromSeconds(11));
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => reading.WaitAsync(Deadline.OfATest));
        Assert.Contains("the network, or that machine, is gone", lost.Message, StringComparison.Ordinal);
        await connection.CloseAsync();
    }

    [Fact]
    public async Task What_the_system_knows_of_a_connection_is_read()
    {
        await using var pair = await WirePair.OpenAsync(buffers: 4096);
        if (!OperatingSystem.IsLinux()) return;
        Assert.Equal(0, pair.Client.Look().Outstanding);
        using var stop = new CancellationTokenSource();
        var writing = pair.Client.WriteAsync(new byte[1 << 22], stop.Token).AsTask();
        while (pair.Client.Look().Outstanding is not > 0) await Task.Delay(1, TestContext.Current.CancellationToken);
        var before = pair.Client.Look();
        Assert.NotNull(before.SinceHeard);
        await pair.Server.ReadExactlyAsync(new byte[1 << 20], TestContext.Current.CancellationToken);
        Assert.True(pair.Client.Look().Acknowledged > before.Acknowledged);
        await stop.CancelAsync();
        await Record.ExceptionAsync(() => writing);
    }

    [Fact]
    public async Task Kind_9_a_network_that_is_slow_but_moves_is_no_stall_though_one_frame_takes_an_hour()
    {
        (_wire.IsClogged, _wire.Signs) = (true, new(400_000, 0, TimeSpan.Zero));
        var connection = Connection(Patient);
        var reading = connection.ReadHeaderAsync(CancellationToken.None).AsTask();
        var writing = connection.WriteAsync(new byte[500_000], CancellationToken.None).AsTask();
        var watch = Watch(_send, new PeerEnd(connection, isReceiver: true));
        var work = Guarded(watch, reading);
        await _wire.ReadAsync();
        await _clock.PassAsync(TimeSpan.FromHours(1), work, () =>
        {
            _wire.Signs = _wire.Signs with { Acknowledged = _wire.Signs.Acknowledged + 100 };
            return Task.CompletedTask;
        });
        Assert.Empty(_board.Shown);
        await EndAsync(connection, work, writing);
    }

    [Fact]
    public async Task A_peer_that_is_heard_and_takes_nothing_is_named_and_gets_three_times_as_long()
    {
        (_wire.IsClogged, _wire.Signs) = (true, new(400_000, 0, TimeSpan.Zero));
        var connection = Connection(Patient);
        var reading = connection.ReadHeaderAsync(CancellationToken.None).AsTask();
        var writing = connection.WriteAsync(new byte[500_000], CancellationToken.None).AsTask();
        var work = Guarded(Watch(_send, new PeerEnd(connection, isReceiver: true)), reading);
        await _wire.ReadAsync();
        await _clock.PassAsync(TimeSpan.FromMinutes(29), work, () => _wire.SayAsync(Heartbeat));
        Assert.Equal([StallCause.PeerTakesNothing], _board.Causes);
        await _clock.PassAsync(TimeSpan.FromMinutes(2), work, () => work.IsCompleted ? Task.CompletedTask : _wire.SayAsync(Heartbeat));
        await Assert.ThrowsAsync<StreamStalledException>(() => work);
        await EndAsync(connection, Task.CompletedTask, writing);
    }

    [Fact]
    public async Task A_peer_that_is_heard_and_sends_nothing_is_named()
    {
        _wire.Signs = new(0, 0, TimeSpan.Zero);
        var connection = Connection(Patient);
        var reading = connection.ReadHeaderAsync(CancellationToken.None).AsTask();
        var work = Guarded(Watch(new PeerEnd(connection, isReceiver: false), _receive), reading);
        await _wire.ReadAsync();
        await _clock.PassAsync(TimeSpan.FromMinutes(5), work, () => _wire.SayAsync(Heartbeat));
        Assert.Equal([StallCause.PeerSendsNothing], _board.Causes);
        Assert.Contains("nas:8888 is alive, but sends nothing", _board.Now!.Text, StringComparison.Ordinal);
        await EndAsync(connection, work, Task.CompletedTask);
    }

    [Fact]
    public async Task Over_the_network_both_sides_name_the_receive_that_waits_and_the_step_goes_on_by_its_token()
    {
        using var port = new ReservedPort();
        await using var world = await TwoHosts.StartAsync(Push(port.Number), Sink(port.Number));
        await world.Nas.SeenAsync("sink", status => status.Phase == JobPhase.Serving);
        await world.Laptop.ZfsAsync("create", "-o", "mountpoint=/data", "tank/data");
        await world.Laptop.Host.Files.WriteAsync("tank/data", "file", 8 << 20, 3);
        await world.Laptop.ZfsAsync("snapshot", "tank/data@a");
        world.Nas.Host.Faults.Add("zfs receive *", new Fault.Stall(CommandStream.Input, 4 << 20));
        var run = world.Laptop.WakeAsync("push");
        for (var report = 0; world.Laptop.Engine.Status.Find("push")!.Transfer.Bytes.Replicated < 4 << 20; report++)
        {
            Assert.False(run.IsCompleted);
            world.Clock.Advance(TimeSpan.FromMilliseconds(250)); // reports are published at times
            await Task.Delay(report < 480 ? 1 : 200, TestContext.Current.CancellationToken); // on a machine that lets the stream wait, not so long that it counts as standing still
        }

        await PassAsync(() => StallsOf(world.Nas, "sink") is [_] && StallsOf(world.Laptop, "push") is [_]);
        var (there, here) = (StallsOf(world.Nas, "sink")[0], StallsOf(world.Laptop, "push")[0]);
        Assert.Contains(there.Cause, new[] { StallCause.ReceiveWaits, StallCause.ReceiveFinishes });
        Assert.Contains(here.Cause, new[] { StallCause.PeerTakesNothing, StallCause.PeerFinishes });
        Assert.Equal(("tank/data", "receive @a of laptop"), (there.Dataset, there.Step));
        await PassAsync(() => world.Loggers.Log.Entries.Any(entry => entry.Message.Contains("the step is ended", StringComparison.Ordinal)));
        Assert.Equal((RunOutcome.Succeeded, null), ((await run).Outcome, (await run).Error));
        var attempts = world.Laptop.Recorder.Runs.Single().Replication!.Attempts;
        Assert.Equal(2, attempts.Count);
        Assert.Contains("stalled: tank/data: receive @a of laptop: nothing has moved for", attempts[0].Filesystems.Single(f => f.Error is not null).Error!.Err, StringComparison.Ordinal);
        Assert.True(attempts[1].Filesystems.Single(f => f.Info.Name == "tank/data").Steps[0].Info.Resumed);
        Assert.Empty(StallsOf(world.Nas, "sink"));
        Assert.Empty(StallsOf(world.Laptop, "push"));

        // Both sides look; none is in the middle of a question when time passes.
        async Task PassAsync(Func<bool> isSo)
        {
            while (true)
            {
                var isOver = run.IsCompleted; // asked first: the run may come to that and end between two questions
                if (isSo()) return;
                Assert.False(isOver, "It did not come to that.");
                if (world.Clock.Running(due => due == StallLimits.Default.LookEvery) == 2) world.Clock.Advance(StallLimits.Default.LookEvery);
                await Task.Delay(10, TestContext.Current.CancellationToken); // what was seen has to reach the status before the limit does
            }
        }
    }

    private static System.Collections.Immutable.ImmutableArray<StalledStream> StallsOf(TwoHosts.Machine machine, string job) =>
        machine.Engine.Status.Find(job)?.Stalls ?? [];

    private static string Push(int port) => $$"""
        - name: push
          type: push
          connect: {type: tcp, address: "127.0.0.1:{{port}}"}
          filesystems: {"tank/data<": true}
          snapshotting: {type: manual}
          pruning: {keep_sender: [{type: last_n, count: 10}], keep_receiver: [{type: last_n, count: 10}]}

        """;

    private static string Sink(int port) => $$"""
        - name: sink
          type: sink
          root_fs: backup
          serve: {type: tcp, listen: "127.0.0.1:{{port}}", clients: {"127.0.0.1": laptop} }
          recv: {placeholder: {encryption: 'off'} }

        """;

    private static StreamWatch Watch(IStreamEnd sender, IStreamEnd receiver)
    {
        var watch = new StreamWatch();
        watch.ComesFrom(sender);
        watch.GoesTo(receiver);
        return watch;
    }

    private static async Task EndAsync(FrameConnection connection, Task work, Task writing)
    {
        connection.Abort("the test is over");
        await connection.CloseAsync();
        await Record.ExceptionAsync(() => work);
        await Record.ExceptionAsync(() => writing);
    }

    private FrameConnection Connection(WireLimits limits) => new(_wire, limits, _clock, new LogProbe<object>());

    private Task<FrameHeader> Guarded(StreamWatch watch, Task<FrameHeader> reading) => new StallGuard(StallLimits.Default, _board, _clock, new LogProbe<StallGuard>())
        .RunAsync("tank/a", "send and receive @1", watch, token => reading.WaitAsync(token), CancellationToken.None);
}
