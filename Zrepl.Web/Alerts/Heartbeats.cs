using System.Collections.Immutable;
using Zrepl.Engine.Status;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Settings;
using Zrepl.Web.Data;

namespace Zrepl.Web.Alerts;

/// <summary>What happened to a run.</summary>
internal enum HeartbeatEvent
{
    /// <summary>It began.</summary>
    Start,

    /// <summary>It did everything.</summary>
    Success,

    /// <summary>It failed, wholly or in part, or a round of snapshots did.</summary>
    Fail,
}

/// <summary>Fetches addresses when runs begin and end. A run that somebody cancelled is neither a success nor a failure.</summary>
internal sealed class Heartbeats(IStatusFeed feed, NotificationStore store, HookClient web, DeliveryBoard board, TimeProvider clock, ILogger<Outbox> logger)
    : BackgroundService
{
    private readonly OutboxPerHost _outboxes = new(board, clock, logger);
    private readonly Lock _lock = new();
    private List<(string Job, HeartbeatEvent What)>? _early = []; // before it was known who wants to hear
    private readonly Dictionary<string, JobStatus> _seen = new(StringComparer.Ordinal);
    private ImmutableArray<JobStatus> _last = [];
    private IDisposable? _subscription;

    /// <summary>What happened between two looks at a job: pure.</summary>
    /// <param name="before">The earlier look; null: there was none, and what happened then is not ours to tell.</param>
    /// <param name="now">The later look.</param>
    public static ImmutableArray<HeartbeatEvent> Between(JobStatus? before, JobStatus now)
    {
        if (before is null) return [];
        var events = ImmutableArray.CreateBuilder<HeartbeatEvent>();
        var isEnded = now.LastRun is { } last && (before.LastRun is not { } known || known.Number != last.Number || known.StartedAt != last.StartedAt);
        if (isEnded && before.Running?.Number != now.LastRun!.Number) events.Add(HeartbeatEvent.Start); // it came and went between two looks
        if (isEnded && now.LastRun!.Outcome is not RunOutcome.Cancelled)
            events.Add(now.LastRun.Outcome is RunOutcome.Succeeded && now is { SnapshotTrouble: null, HangingSnapshots: null } ? HeartbeatEvent.Success : HeartbeatEvent.Fail);
        if (now.SnapshotTrouble?.Rounds > (before.SnapshotTrouble?.Rounds ?? 0) && !events.Contains(HeartbeatEvent.Fail)) events.Add(HeartbeatEvent.Fail);
        if (now.Running is { } running && running.Number != before.Running?.Number) events.Add(HeartbeatEvent.Start);
        return events.ToImmutable();
    }

    /// <summary>The address of an event; empty: none.</summary>
    public static string UrlOf(HeartbeatSettings heartbeat, HeartbeatEvent what) => what switch
    {
        HeartbeatEvent.Start => heartbeat.StartUrl,
        HeartbeatEvent.Success => heartbeat.SuccessUrl,
        _ => heartbeat.FailUrl,
    };

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = feed.Subscribe(Look); // before jobs begin, and before the settings are read: what happens meanwhile counts too
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await store.LoadAsync(stoppingToken);
        }
        catch (DatabaseUnavailableException)
        {
            // what the host says is in force meanwhile; AlertWatch says so, and goes on trying
        }

        TellEarly();
        await _outboxes.RunAsync(stoppingToken);
    }

    /// <summary>Fetches an address of a heartbeat, which its service takes for the event: the one after success if there is one, since it alarms nobody.</summary>
    /// <returns>What the service was told.</returns>
    /// <exception cref="DeliveryException">It was not taken.</exception>
    public async Task<HeartbeatEvent> TestAsync(HeartbeatSettings heartbeat, CancellationToken cancellation)
    {
        HeartbeatEvent[] mildestFirst = [HeartbeatEvent.Success, HeartbeatEvent.Start, HeartbeatEvent.Fail];
        var what = mildestFirst.First(one => UrlOf(heartbeat, one).Length > 0); // settings without any are not saved
        Exception? failure = null;
        await new Outbox(board, clock, logger).DeliverAsync(
            new("heartbeat", "a test", DeliveryPolicy.Heartbeats with { Deadline = TimeSpan.Zero }, async token =>
            {
                try
                {
                    await FetchAsync(UrlOf(heartbeat, what), token);
                }
                catch (DeliveryException one)
                {
                    failure = one;
                    throw;
                }
                catch (OperationCanceledException)
                {
                    failure = new DeliveryException($"no answer within {DeliveryPolicy.Heartbeats.AttemptLimit.TotalSeconds:0} s");
                    throw;
                }
            }, _ => { }), cancellation);
        return failure is null ? what : throw failure;
    }

    // Called by the feed, one at a time.
    private void Look(ImmutableArray<JobStatus> jobs)
    {
        for (var at = 0; at < jobs.Length; at++)
        {
            var job = jobs[at];
            if (at < _last.Length && ReferenceEquals(job, _last[at])) continue; // of many jobs, few change at a time
            var events = Between(_seen.GetValueOrDefault(job.Name.Text), job);
            _seen[job.Name.Text] = job;
            foreach (var what in events) Tell(job.Name.Text, what);
        }

        _last = jobs;
    }

    private void Tell(string job, HeartbeatEvent what)
    {
        lock (_lock)
        {
            if (_early is { } early)
            {
                early.Add((job, what));
                return;
            }
        }

        foreach (var heartbeat in store.Current.Heartbeats.Where(heartbeat => heartbeat.IsAbout(job) && UrlOf(heartbeat, what).Length > 0))
            Send(UrlOf(heartbeat, what), $"{job} {what.ToString().ToLowerInvariant()}");
    }

    private void TellEarly()
    {
        List<(string Job, HeartbeatEvent What)> early;
        lock (_lock) (early, _early) = (_early ?? [], null);
        foreach (var (job, what) in early) Tell(job, what);
    }

    private void Send(string url, string what) => _outboxes.Add(
        url, new("heartbeat", what, DeliveryPolicy.Heartbeats, cancellation => FetchAsync(url, cancellation), _ => { }));

    private async Task FetchAsync(string url, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        await web.SendAsync(request, cancellation);
    }
}
