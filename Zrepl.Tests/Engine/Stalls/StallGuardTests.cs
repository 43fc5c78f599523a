using Zrepl.Engine.Stalls;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Stalls;

namespace Zrepl.Tests.Engine.Stalls;

/// <summary>Looks at a stream, tells, asks, ends it.</summary>
public sealed class StallGuardTests
{
    private static readonly EndSample Waited = new() { Kind = EndKind.Command, ProcessId = 42, CpuTicks = 1, Moved = 5, IsAwaited = true };

    private readonly WatchedClock _clock = new();
    private readonly ProbeStallBoard _board = new();
    private readonly LogProbe<StallGuard> _log = new();
    private readonly StreamWatch _watch = new();
    private readonly FakeEnd _sender = new("pool tank", Waited with { IsAwaited = false });
    private readonly FakeEnd _receiver = new("pool backup", Waited);
    private readonly TaskCompletionSource<int> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StallGuardTests()
    {
        _watch.ComesFrom(_sender);
        _watch.GoesTo(_receiver);
    }

    [Fact]
    public async Task A_stall_is_told_once_and_so_is_its_end()
    {
        var work = Guarded();
        await _clock.PassAsync(TimeSpan.FromMinutes(5), work);
        var told = Assert.Single(_log.Entries, entry => entry.Message.Contains("nothing has moved for", StringComparison.Ordinal));
        Assert.Equal(
            "tank/a: send and receive @1: nothing has moved for 2m0s: zfs recv (process 42) takes nothing. "
            + "Look at pool backup (zpool status, zpool iostat -v 5) and at the zfs commands that run (zrepl status).", told.Message);
        Assert.Equal(StallCause.ReceiveWaits, _board.Now!.Cause);
        Assert.Equal(TimeSpan.FromMinutes(10), _board.Now.AbortsAt - _board.Now.Since);
        _watch.Count(1);
        await _clock.PassAsync(TimeSpan.FromMinutes(1), work);
        Assert.Null(_board.Now);
        Assert.Single(_log.Entries, entry => entry.Message.StartsWith("tank/a: send and receive @1: it moves again, after 00:05", StringComparison.Ordinal));
        _end.SetResult(7);
        Assert.Equal(7, await work);
    }

    [Fact]
    public async Task A_stream_that_stands_still_for_too_long_is_ended_with_its_side_and_what_to_do()
    {
        var work = Guarded();
        await _clock.PassAsync(TimeSpan.FromMinutes(11), work);
        var stalled = await Assert.ThrowsAsync<StreamStalledException>(() => work);
        Assert.Equal(
            "stalled: tank/a: send and receive @1: nothing has moved for 10m0s: zfs recv (process 42) takes nothing\n"
            + "Look at pool backup (zpool status, zpool iostat -v 5) and at the zfs commands that run (zrepl status).", stalled.Message);
        Assert.Null(_board.Now); // the error tells it now
        Assert.Same(stalled.Stalled, _watch.Stalled);
    }

    [Fact]
    public async Task Whoever_stops_the_work_meanwhile_gets_his_own_answer()
    {
        using var cancel = new CancellationTokenSource();
        var work = Guarded(cancellation: cancel.Token);
        await _clock.PassAsync(TimeSpan.FromMinutes(3), work);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Null(_board.Now);
    }

    [Fact]
    public async Task A_failure_of_the_work_is_told_as_it_is()
    {
        var work = Guarded();
        await _clock.PassAsync(TimeSpan.FromMinutes(3), work);
        _end.SetException(new IOException("broken"));
        Assert.Equal("broken", (await Assert.ThrowsAsync<IOException>(() => work)).Message);
    }

    [Fact]
    public async Task A_pool_that_does_not_answer_how_it_is_is_not_called_suspended_and_holds_up_no_look()
    {
        _receiver.Answer = async cancellation =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return EndFacts.None;
        };
        var work = Guarded();
        while (_board.Now?.Cause is not StallCause.ReceivePoolSilent)
        {
            await _clock.RunningAsync(_ => true); // a look, or the end of an answer
            _clock.Advance(GuardedStream.LongestAnswer);
        }

        _receiver.Answer = _ => Task.FromResult(new EndFacts(null, PoolState.Silent));
        Assert.Contains("pool backup, which is received into, does not answer how it is", _board.Now!.Text, StringComparison.Ordinal);
        Assert.StartsWith("It hangs, or is very busy. Look at pool backup (zpool status", _board.Now.WhatToDo, StringComparison.Ordinal);
        await _clock.PassAsync(TimeSpan.FromMinutes(10), work);
        await Assert.ThrowsAsync<StreamStalledException>(() => work);
    }

    [Fact] // each question is a process, and beside one that hangs the next one hangs too
    public async Task A_pool_that_does_not_answer_is_asked_once_however_long_it_is_silent()
    {
        _receiver.Answer = async cancellation =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return EndFacts.None;
        };
        var work = Guarded(limits: new(TimeSpan.FromMinutes(2), null));
        for (var looks = 0; looks < 1000; looks++)
        {
            await _clock.RunningAsync(_ => true);
            _clock.Advance(GuardedStream.LongestAnswer);
        }

        Assert.Equal(1, _receiver.Asked);
        Assert.Equal(StallCause.ReceivePoolSilent, _board.Now!.Cause);
        _end.SetResult(1);
        await work;
    }

    [Fact]
    public async Task An_answer_that_comes_late_counts_and_the_next_question_is_another_one()
    {
        var late = new TaskCompletionSource<EndFacts>(TaskCreationOptions.RunContinuationsAsynchronously);
        _receiver.Answer = _ => late.Task;
        var work = Guarded(limits: new(TimeSpan.FromMinutes(2), null));
        await AdvanceUntilAsync(() => _board.Now?.Cause is StallCause.ReceivePoolSilent);
        late.SetResult(new(null, PoolState.Suspended));
        await AdvanceUntilAsync(() => _board.Now?.Cause is StallCause.ReceivePoolSuspended);
        Assert.Equal(1, _receiver.Asked);
        _receiver.Answer = _ => Task.FromResult(new EndFacts(null, PoolState.Well));
        await AdvanceUntilAsync(() => _board.Now?.Cause is StallCause.ReceiveWaits);
        Assert.Equal(2, _receiver.Asked);
        _end.SetResult(1);
        await work;

        async Task AdvanceUntilAsync(Func<bool> isSo)
        {
            for (var looks = 0; !isSo(); looks++)
            {
                Assert.InRange(looks, 0, 1000);
                await _clock.RunningAsync(_ => true);
                _clock.Advance(TimeSpan.FromSeconds(5));
            }
        }
    }

    [Fact]
    public async Task Whoever_stops_what_the_guard_has_ended_gets_his_own_answer()
    {
        using var cancel = new CancellationTokenSource();
        await using var guarded = new StallGuard(StallLimits.Default, _board, _clock, _log).Begin("tank/a", "send and receive @1", _watch, cancel.Token);
        await _clock.PassAsync(TimeSpan.FromMinutes(11), Task.Delay(Timeout.Infinite, guarded.Token).ContinueWith(_ => { }, TaskScheduler.Default));
        Assert.NotNull(guarded.Explain(null));
        await cancel.CancelAsync();
        Assert.Null(guarded.Explain(null));
    }

    [Fact]
    public async Task A_question_that_fails_ends_nothing_and_is_logged()
    {
        _receiver.Answer = _ => throw new InvalidOperationException("no zpool");
        var work = Guarded();
        await _clock.PassAsync(TimeSpan.FromMinutes(3), work);
        Assert.Equal(StallCause.ReceiveWaits, _board.Now!.Cause);
        Assert.Contains(_log.Entries, entry => entry.Message.Contains("cannot find out how pool backup is: no zpool", StringComparison.Ordinal));
        _end.SetResult(1);
        await work;
    }

    [Fact] // issue 7, must show 5
    public async Task An_hour_of_a_receiver_that_only_shows_by_what_it_has_stored_is_neither_told_nor_ended()
    {
        var stored = 0;
        _receiver.Answer = _ => Task.FromResult(new EndFacts($"token {stored++}", PoolState.Well));
        var work = Guarded();
        await _clock.PassAsync(TimeSpan.FromHours(1), work);
        Assert.False(work.IsCompleted);
        Assert.Empty(_board.Shown);
        Assert.InRange(_receiver.Asked, 30, 70); // each costs a process
        _end.SetResult(1);
        await work;
    }

    [Fact]
    public async Task A_stream_that_moves_costs_no_question()
    {
        var work = Guarded();
        await _clock.PassAsync(TimeSpan.FromHours(1), work, () =>
        {
            _watch.Count(1);
            return Task.CompletedTask;
        });
        Assert.Equal((0, 0), (_sender.Asked, _receiver.Asked));
        Assert.Empty(_board.Shown);
        _end.SetResult(1);
        await work;
    }

    [Fact]
    public async Task A_stream_that_waits_for_its_bandwidth_limit_is_no_stall()
    {
        _watch.HoldBegins();
        var work = Guarded();
        await _clock.PassAsync(TimeSpan.FromHours(1), work);
        Assert.Empty(_board.Shown);
        _watch.HoldEnds();
        await _clock.PassAsync(TimeSpan.FromMinutes(11), work);
        await Assert.ThrowsAsync<StreamStalledException>(() => work);
    }

    [Fact]
    public void Somebody_looks_at_a_stream_once()
    {
        Assert.True(_watch.TryTakeCharge());
        Assert.False(_watch.TryTakeCharge());
    }

    private Task<int> Guarded(StallLimits? limits = null, CancellationToken cancellation = default) => new StallGuard(limits ?? StallLimits.Default, _board, _clock, _log)
        .RunAsync("tank/a", "send and receive @1", _watch, token => _end.Task.WaitAsync(token), cancellation);
}
