using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Api;

namespace Zrepl.Tests.Web.Api;

/// <summary>Which run is waited for, however much happens between the request and the wait.</summary>
public sealed class AwaitedRunTests
{
    private readonly StatusFeed _feed = new(NullLogger<StatusFeed>.Instance);

    [Fact]
    public async Task A_run_that_was_queued_and_has_begun_meanwhile_is_ours_and_not_the_one_under_way()
    {
        Publish(running: 4);
        using var run = new AwaitedRun(_feed, "hourly");
        var answer = new JobAnswer(JobOutcome.Queued, "queued") { Run = 5 };
        Publish(running: null, ended: 4);
        Publish(running: 5, ended: 4);

        var waiting = run.EndAsync(answer, TestContext.Current.CancellationToken);
        Publish(running: null, ended: 5); // nothing follows: nobody asked for a sixth

        Assert.Equal(5, (await waiting.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken)).Run?.Number);
    }

    [Fact]
    public async Task A_run_that_was_queued_and_is_over_already_is_told_at_once()
    {
        Publish(running: 4);
        using var run = new AwaitedRun(_feed, "hourly");
        var answer = new JobAnswer(JobOutcome.Queued, "queued") { Run = 5 };
        Publish(running: 5, ended: 4);
        Publish(running: null, ended: 5);

        Assert.Equal(5, (await run.EndAsync(answer, TestContext.Current.CancellationToken).WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken)).Run?.Number);
    }

    [Fact]
    public async Task A_run_by_schedule_that_began_in_between_is_not_ours()
    {
        Publish(running: null, ended: 3);
        using var run = new AwaitedRun(_feed, "hourly");
        Publish(running: 4, ended: 3);
        var waiting = run.EndAsync(new JobAnswer(JobOutcome.Queued, "queued") { Run = 5 }, TestContext.Current.CancellationToken);

        Publish(running: null, ended: 4);
        Assert.False(waiting.IsCompleted);
        Publish(running: null, ended: 5);
        Assert.Equal(5, (await waiting.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken)).Run?.Number);
    }

    [Fact]
    public async Task A_job_that_does_not_know_its_numbers_yet_gives_the_next_one_that_was_not_seen()
    {
        Publish(running: null, ended: 41);
        using var run = new AwaitedRun(_feed, "hourly");
        var waiting = run.EndAsync(new JobAnswer(JobOutcome.Done, "a run begins") { Run = 1 }, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        Publish(running: null, ended: 42);
        Assert.Equal(42, (await waiting.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken)).Run?.Number);
    }

    private void Publish(long? running, long? ended = null) => _feed.Publish(new()
    {
        Name = JobName.Parse("hourly"), Kind = JobKind.Snap, Phase = running is null ? JobPhase.Waiting : JobPhase.Pruning,
        Running = running is { } number ? new(number, RunReason.Wakeup, AJob.Now) : null,
        LastRun = ended is { } last ? new() { Number = last, Reason = RunReason.Wakeup, StartedAt = AJob.Now, FinishedAt = AJob.Now, Outcome = RunOutcome.Succeeded } : null,
    });
}
