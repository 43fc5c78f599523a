using System.Collections.Immutable;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>Watches the reports of one replication go by: rates for the status, bytes and times for the metrics, while it runs.</summary>
internal sealed class ReplicationFigures(string job, JobMetrics metrics, TimeProvider clock)
{
    private readonly Lock _lock = new(); // the run and the job both look
    private readonly SmoothedRate _rate = new(clock);
    private readonly Dictionary<string, long> _counted = new(StringComparer.Ordinal);
    private ImmutableList<FilesystemReport> _seen = [];
    private int _attempts;
    private (AttemptState State, long Since)? _state;
    private TransferFigures _latest = TransferFigures.None;

    /// <summary>Takes a look.</summary>
    public TransferFigures Look(ReplicationReport report)
    {
        lock (_lock)
        {
            if (report.Attempts.LastOrDefault() is not { } attempt) return _latest;
            if (report.Attempts.Count != _attempts) Begin(report.Attempts.Count);
            CountState(attempt);
            CountBytes(attempt);
            return _latest = _rate.Look(attempt.Bytes());
        }
    }

    /// <summary>The last look.</summary>
    public void Finished(ReplicationReport report)
    {
        Look(report);
        var failed = report.FailedCount();
        var isDone = report.Attempts.LastOrDefault() is { State: AttemptState.Done }; // not if nothing was even tried
        metrics.Replicated(job, failed, isDone ? report.FinishAt : null);
        if (report.Attempts.LastOrDefault() is { PlanError: null } attempt)
            metrics.ForgetAllBut(job, attempt.Filesystems.Select(filesystem => filesystem.Info.Name).ToHashSet(StringComparer.Ordinal));
    }

    private void Begin(int attempts)
    {
        for (var attempt = _attempts; attempt < attempts; attempt++) metrics.AttemptBegan(job);
        (_attempts, _state, _seen) = (attempts, null, []);
        _counted.Clear();
    }

    private void CountState(AttemptReport attempt)
    {
        if (_state?.State == attempt.State) return;
        var now = clock.GetTimestamp();
        if (_state is { } before) metrics.LeftState(job, NameOf(before.State), clock.GetElapsedTime(before.Since, now));
        _state = (attempt.State, now);
    }

    // Most filesystems do not change between two looks; their reports are the same objects then.
    private void CountBytes(AttemptReport attempt)
    {
        var now = attempt.Filesystems;
        if (ReferenceEquals(now, _seen)) return;
        var before = _seen.Count == now.Count ? _seen : [];
        using var earlier = before.GetEnumerator();
        foreach (var filesystem in now)
        {
            if (earlier.MoveNext() && ReferenceEquals(earlier.Current, filesystem)) continue;
            var bytes = filesystem.Bytes().Replicated;
            var more = bytes - _counted.GetValueOrDefault(filesystem.Info.Name);
            if (more <= 0) continue;
            _counted[filesystem.Info.Name] = bytes;
            metrics.Transferred(job, filesystem.Info.Name, more);
        }

        _seen = now;
    }

    private static string NameOf(AttemptState state) => state == AttemptState.Planning ? "planning" : "fan-out-filesystems";
}
