using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Stalls;
using Zrepl.Tests.Web.Data;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Live;

namespace Zrepl.Tests.Web.Live;

/// <summary>After a restart the overview knows the last runs and what was moved today, as if there had been none.</summary>
public sealed class RememberedRunsTests : IAsyncDisposable
{
    private readonly HistoryWorld _world = new();
    private readonly StatusFeed _feed = new(NullLogger<StatusFeed>.Instance);
    private readonly RecentRuns _runs;

    public RememberedRunsTests() => _runs = new(_feed);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _runs.Dispose();
        return _world.DisposeAsync();
    }

    [Fact]
    public async Task The_last_runs_of_each_job_are_there_again_and_runs_since_the_start_follow_them()
    {
        var now = _world.Clock.GetUtcNow();
        await StoreAsync([.. Enumerable.Range(1, 40).Select(number => Run(number, now.AddDays(number - 42))), Run(1, now.AddDays(-3), "other"), Run(41, now.AddMinutes(-30)), Run(42, now.AddMinutes(-20)) with { Outcome = null }]);
        await _runs.StartAsync(Token);
        _feed.Publish(AJob.Named("to_nas") with { LastRun = AJob.Run(41, RunOutcome.Succeeded) with { StartedAt = now.AddMinutes(-30).AddTicks(7) } }); // heard of before the history is read
        await HeardAsync(41);

        await ReadAsync();
        _feed.Publish(AJob.Named("to_nas") with { LastRun = AJob.Run(43, RunOutcome.Failed) with { StartedAt = now.AddMinutes(-1) } });
        await HeardAsync(43);

        Assert.Equal([.. Enumerable.Range(13, 29).Select(number => (long)number), 43], _runs.Of("to_nas").Select(run => run.Number));
        Assert.Equal(RunOutcome.Failed, _runs.Of("to_nas")[^1].Outcome);
        Assert.Equal(7, Assert.Single(_runs.Of("other")).BytesReplicated);
    }

    [Fact]
    public async Task Of_a_job_that_runs_often_all_of_today_is_there()
    {
        var midnight = Midnight();
        await StoreAsync([.. Enumerable.Range(1, 50).Select(number => Run(number, midnight.AddSeconds(number)))]);

        await ReadAsync();

        Assert.Equal(50, _runs.Of("to_nas").Length);
        Assert.Equal(50, _runs.Ended);
    }

    // The feed tells it on a thread of its own.
    private Task HeardAsync(long number) => CancelWorld.UntilAsync(() => _runs.Of("to_nas") is [.., var newest] && newest.Number == number);

    private DateTimeOffset Midnight()
    {
        var now = _world.Clock.GetLocalNow();
        return now - now.TimeOfDay;
    }

    private async Task ReadAsync()
    {
        using var reader = new RememberedRuns(_runs, new(new HistoryAccess(_world.Database, _world.Writer, TimeProvider.System)), _world.Writer, _world.Clock);
        await reader.ReadAsync(Token);
    }

    private async Task StoreAsync(IEnumerable<Sketch> runs)
    {
        await _world.StartedAsync();
        await _world.Writer.Opened.WaitAsync(Deadline.OfATest, Token);
        await using var db = _world.Database.Connect();
        db.Runs.AddRange(runs.Select(run => new RunEntity
        {
            Engine = "host", Job = run.Job, Kind = JobKind.Push, Number = run.Number, StartedAt = run.StartedAt,
            FinishedAt = run.Outcome is null ? null : run.StartedAt.AddMilliseconds(300), Outcome = run.Outcome, BytesReplicated = 7,
        }));
        await db.SaveChangesAsync(Token);
    }

    private static Sketch Run(long number, DateTimeOffset startedAt, string job = "to_nas") => new(number, startedAt, job, RunOutcome.Succeeded);

    private sealed record Sketch(long Number, DateTimeOffset StartedAt, string Job, RunOutcome? Outcome);
}
