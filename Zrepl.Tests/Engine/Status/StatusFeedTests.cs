using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Status;

public sealed class StatusFeedTests
{
    private readonly LogProbe<StatusFeed> _log = new();
    private readonly StatusFeed _feed;

    public StatusFeedTests() => _feed = new(_log);

    [Fact]
    public async Task A_subscriber_first_hears_how_the_job_stands_and_then_of_each_change()
    {
        _feed.Publish(AJob("a", JobPhase.Waiting));
        var seen = new Seen<JobStatus>();
        using var subscription = _feed.Subscribe("a", seen.Add);
        Assert.Equal(JobPhase.Waiting, (await seen.NextAsync()).Phase);
        _feed.Publish(AJob("b", JobPhase.Failed));
        _feed.Publish(AJob("a", JobPhase.Replicating));
        Assert.Equal(JobPhase.Replicating, (await seen.NextAsync()).Phase);
    }

    [Fact]
    public async Task A_subscriber_hears_of_a_job_that_comes_later_and_of_its_removal()
    {
        var seen = new Seen<JobStatus>();
        using var subscription = _feed.Subscribe("late", seen.Add);
        _feed.Publish(AJob("late", JobPhase.Waiting));
        Assert.Equal(JobPhase.Waiting, (await seen.NextAsync()).Phase);
        _feed.Remove("late");
        Assert.Equal(JobPhase.Removed, (await seen.NextAsync()).Phase);
        Assert.Empty(_feed.Current);
        Assert.Null(_feed.Find("late"));
    }

    [Fact]
    public async Task A_slow_subscriber_misses_what_lies_between_and_holds_up_nobody()
    {
        using var mayGoOn = new ManualResetEventSlim();
        var slow = new Seen<JobStatus>();
        using var subscription = _feed.Subscribe("a", status =>
        {
            slow.Add(status);
            Assert.True(mayGoOn.Wait(Deadline.OfATest));
        });
        for (var run = 1; run <= 1000; run++) _feed.Publish(AJob("a", JobPhase.Waiting) with { ConsecutiveFailures = run }); // returns at once
        var first = await slow.NextAsync();
        Assert.Equal(1000, _feed.Find("a")!.ConsecutiveFailures);
        mayGoOn.Set();
        if (first.ConsecutiveFailures != 1000) Assert.Equal(1000, (await slow.NextAsync()).ConsecutiveFailures);
        Assert.InRange(slow.Count, 1, 2);
    }

    [Fact]
    public async Task One_that_throws_is_logged_and_called_again()
    {
        var seen = new Seen<JobStatus>();
        using var subscription = _feed.Subscribe("a", status =>
        {
            seen.Add(status);
            throw new InvalidOperationException("broken page");
        });
        _feed.Publish(AJob("a", JobPhase.Waiting));
        await seen.NextAsync();
        await _log.EntryAsync(entry => entry.Event == 3400);
        _feed.Publish(AJob("a", JobPhase.Replicating));
        Assert.Equal(JobPhase.Replicating, (await seen.NextAsync()).Phase);
    }

    [Fact]
    public async Task After_the_end_of_a_subscription_nothing_is_heard()
    {
        var seen = new Seen<JobStatus>();
        _feed.Subscribe("a", seen.Add).Dispose();
        var other = new Seen<JobStatus>();
        using var subscription = _feed.Subscribe("a", other.Add);
        _feed.Publish(AJob("a", JobPhase.Waiting));
        await other.NextAsync();
        Assert.Equal(0, seen.Count);
    }

    [Fact]
    public async Task All_jobs_come_in_the_order_of_the_configuration()
    {
        foreach (var name in new[] { "c", "a", "b" }) _feed.Publish(AJob(name, JobPhase.Waiting));
        _feed.Order(["a", "b", "c"]);
        var seen = new Seen<ImmutableArray<JobStatus>>();
        using var subscription = _feed.Subscribe(seen.Add);
        Assert.Equal(["a", "b", "c"], (await seen.NextAsync()).Select(status => status.Name.Text));
    }

    [Theory]
    [InlineData(JobPhase.Waiting, true, JobPhase.Snapshotting)]
    [InlineData(JobPhase.Serving, true, JobPhase.Snapshotting)]
    [InlineData(JobPhase.Replicating, true, JobPhase.Replicating)]
    [InlineData(JobPhase.Failed, true, JobPhase.Failed)]
    [InlineData(JobPhase.Waiting, false, JobPhase.Waiting)]
    public void The_stage_is_the_phase_of_the_run_or_else_the_snapshots(JobPhase phase, bool isSnapshotting, JobPhase stage) =>
        Assert.Equal(stage, (AJob("a", phase) with { IsSnapshotting = isSnapshotting }).Stage);

    private static JobStatus AJob(string name, JobPhase phase) => new() { Name = JobName.Parse(name), Kind = JobKind.Push, Phase = phase };

    private sealed class Seen<T>
    {
        private readonly System.Threading.Channels.Channel<T> _values = System.Threading.Channels.Channel.CreateUnbounded<T>();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Add(T value)
        {
            Interlocked.Increment(ref _count);
            Assert.True(_values.Writer.TryWrite(value));
        }

        public async Task<T> NextAsync() => await _values.Reader.ReadAsync().AsTask().WaitAsync(Deadline.OfATest);
    }
}
