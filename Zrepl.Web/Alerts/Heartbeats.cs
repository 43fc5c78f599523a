using System.Collections.Immutable;
using Zrepl.Engine.Status;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Settings;

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
    private readonly Outbox _outbox = new(board, clock, logger);
    private readonly Dictionary<string, JobStatus> _seen = new(StringComparer.Ordinal);
    private ImmutableArray<JobStatus> _last = [];

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
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.Subscribe(Look);
        await _outbox.RunAsync(stoppingToken);
    }

    // Called by the feed, one at a time.
    private void Look(ImmutableArray<JobStatus> jobs)
    {
        var heartbeats = store.Current.Heartbeats;
        for (var at = 0; at < jobs.Length; at++)
        {
            var job = jobs[at];
            if (at < _last.Length && ReferenceEquals(job, _last[at])) continue; // of many jobs, few change at a time
            var events = Between(_seen.GetValueOrDefault(job.Name.Text), job);
            _seen[job.Name.Text] = job;
            foreach (var what in events)
            foreach (var heartbeat in heartbeats.Where(heartbeat => heartbeat.IsAbout(job.Name.Text) && UrlOf(heartbeat, what).Length > 0))
                Send(UrlOf(heartbeat, what), $"{job.Name} {what.ToString().ToLowerInvariant()}");
        }

        _last = jobs;
    }

    private void Send(string url, string what) => _outbox.Add(new("heartbeat", what, DeliveryPolicy.Heartbeats, async cancellation =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        await web.SendAsync(request, cancellation);
    }, _ => { }));
}
