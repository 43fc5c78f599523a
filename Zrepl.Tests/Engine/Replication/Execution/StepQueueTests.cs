using Zrepl.Engine.Replication.Execution;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Replication.Execution;

/// <summary>Vectors 8.2.</summary>
public sealed class StepQueueTests
{
    [Fact] // 1
    public async Task The_earliest_date_among_those_who_wait_comes_first()
    {
        var queue = new StepQueue(1);
        var first = queue.WaitAsync("1", Date(9999), default);
        queue.Open();
        var slot = await first;

        var order = new List<string>();
        var others = new[] { "4", "2", "3" }.Select(name => TakeTurnAsync(queue, name, Date(int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)), order)).ToList();
        Assert.All(others, other => Assert.False(other.IsCompleted)); // a slot in use is not taken away
        slot.Dispose();
        await Task.WhenAll(others).WaitAsync(Deadline.OfATest);
        Assert.Equal(["2", "3", "4"], order);
    }

    [Fact] // 2
    public async Task A_hundred_filesystems_move_forward_together()
    {
        const int filesystems = 100, steps = 20, slots = 5;
        var queue = new StepQueue(slots);
        var held = new Queue<(int Filesystem, int Step, IDisposable Slot)>();
        var waiting = Enumerable.Range(0, filesystems).ToDictionary(f => f, f => (Step: 0, Turn: queue.WaitAsync(f, Date(1), default)));
        var grants = new List<int>();

        queue.Open();
        while (waiting.Count > 0)
        {
            while (held.Count < slots && waiting.Count > 0) // a free slot is granted at once
            {
                var granted = await Task.WhenAny(waiting.Values.Select(w => w.Turn)).WaitAsync(Deadline.OfATest);
                var (filesystem, (step, turn)) = waiting.First(w => w.Value.Turn == granted);
                waiting.Remove(filesystem);
                held.Enqueue((filesystem, step, await turn));
                grants.Add(step);
            }

            var done = held.Dequeue();
            if (done.Step + 1 < steps) waiting[done.Filesystem] = (done.Step + 1, queue.WaitAsync(done.Filesystem, Date(done.Step + 2), default));
            done.Slot.Dispose();
        }

        Assert.Equal(filesystems * steps, grants.Count);
        Assert.Equal(grants.Order(), grants);
    }

    [Fact] // 3
    public async Task Equal_dates_are_served_in_order_of_arrival()
    {
        var queue = new StepQueue(1);
        var order = new List<string>();
        var waiting = "edcba".Select(name => TakeTurnAsync(queue, name.ToString(), Date(7), order)).ToList();
        queue.Open();
        await Task.WhenAll(waiting).WaitAsync(Deadline.OfATest);
        Assert.Equal(["e", "d", "c", "b", "a"], order);
    }

    [Fact] // 3
    public async Task A_cancelled_wait_leaves_the_queue_at_once_and_frees_nothing_BAD_5()
    {
        var queue = new StepQueue(1);
        queue.Open();
        var slot = await queue.WaitAsync("a", Date(1), default);
        using var cancel = new CancellationTokenSource();
        var cancelled = queue.WaitAsync("b", Date(2), cancel.Token);
        var next = queue.WaitAsync("c", Date(3), default);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Deadline.OfATest));
        Assert.False(next.IsCompleted);
        slot.Dispose();
        await next.WaitAsync(Deadline.OfATest);

        var again = queue.WaitAsync("b", Date(1), default); // it may come back
        Assert.False(again.IsCompleted);
    }

    [Fact] // 3
    public async Task Giving_a_slot_back_twice_is_harmless()
    {
        var queue = new StepQueue(1);
        queue.Open();
        var slot = await queue.WaitAsync("a", Date(1), default);
        slot.Dispose();
        slot.Dispose();
        await queue.WaitAsync("b", Date(1), default);
        Assert.False(queue.WaitAsync("c", Date(1), default).IsCompleted);
    }

    [Fact] // 3
    public async Task Nobody_waits_twice()
    {
        var queue = new StepQueue(1);
        _ = queue.WaitAsync("a", Date(1), default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => queue.WaitAsync("a", Date(2), default));
    }

    [Fact]
    public async Task A_date_that_was_never_set_is_a_mistake() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => new StepQueue(1).WaitAsync("a", default, default));

    [Fact]
    public async Task No_slot_is_lost_when_cancellations_race_with_grants()
    {
        var queue = new StepQueue(3);
        queue.Open();
        await Parallel.ForAsync(0, 2000, async (i, _) =>
        {
            using var cancel = new CancellationTokenSource();
            var turn = queue.WaitAsync(new object(), Date(1 + i % 7), cancel.Token);
            if (i % 2 == 0) await cancel.CancelAsync();
            try
            {
                using var slot = await turn.WaitAsync(Deadline.OfATest, CancellationToken.None);
                await Task.Yield();
            }
            catch (OperationCanceledException) when (i % 2 == 0)
            {
                // taken out of the queue
            }
        });
        for (var i = 0; i < 3; i++) Assert.True(queue.WaitAsync(i, Date(1), default).IsCompletedSuccessfully);
        Assert.False(queue.WaitAsync(4, Date(1), default).IsCompleted);
    }

    private static DateTimeOffset Date(int seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);

    private static async Task TakeTurnAsync(StepQueue queue, string name, DateTimeOffset date, List<string> order)
    {
        using var slot = await queue.WaitAsync(name, date, default);
        order.Add(name); // one slot: one at a time
    }
}
