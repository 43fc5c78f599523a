using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>A daemon is ready when its listeners are: a Go client that is refused once gives its run up (seen with Go 0.7).</summary>
public sealed class JobsUpTests
{
    private readonly StatusFeed _feed = new(NullLogger<StatusFeed>.Instance);
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Jobs_are_up_when_the_last_of_them_listens_or_has_said_why_it_does_not()
    {
        var sink = AJob.Named("sink", JobKind.Sink);
        _feed.Publish(AJob.Named("push"));
        _feed.Publish(sink with { Phase = JobPhase.Starting });
        var waiting = JobsUp.WaitAsync(_feed, _clock, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        _feed.Publish(sink with { Phase = JobPhase.Failed });
        await waiting.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_job_that_does_not_come_up_is_not_waited_for_without_end()
    {
        _feed.Publish(AJob.Named("sink", JobKind.Sink) with { Phase = JobPhase.Starting });
        var waiting = JobsUp.WaitAsync(_feed, _clock, TestContext.Current.CancellationToken);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_daemon_without_jobs_is_up() =>
        await JobsUp.WaitAsync(_feed, _clock, TestContext.Current.CancellationToken).WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken);
}
