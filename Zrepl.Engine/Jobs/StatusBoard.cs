using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>How one job stands. Changed from several flows, published in the order of the changes.</summary>
internal sealed class StatusBoard(StatusFeed feed, TimeProvider clock, JobStatus first)
{
    private readonly Lock _lock = new();
    private JobStatus _now = first;
    private StatusBoard? _successor;

    public JobStatus Now => Volatile.Read(ref _successor)?.Now ?? Volatile.Read(ref _now);

    /// <summary>From now on what changes belongs to the status of another definition of the job.</summary>
    public void HandOver(StatusBoard successor)
    {
        lock (_lock) _successor = successor;
    }

    /// <summary>Changes the status and publishes it, if it is another one afterwards.</summary>
    public void Change(Func<JobStatus, JobStatus> change)
    {
        StatusBoard? successor;
        lock (_lock)
        {
            successor = _successor;
            if (successor is null) ChangeOwn(change);
        }

        successor?.Change(change);
    }

    public void Enter(JobPhase phase) => Change(now => now.Phase == phase ? now : now with { Phase = phase });

    /// <summary>Takes over what is known of the newest copies and keeps it for the next start, if it is something else than before.</summary>
    public void Remember(ImmutableArray<DatasetCopy> copies, IRunStateStore states)
    {
        if (copies == Now.Copies) return;
        Change(now => now with { Copies = copies });
        states.SaveCopies(Now.Name, copies);
    }

    /// <summary>A job as it stands before it does anything.</summary>
    public static JobStatus FirstOf(JobDefinition definition, TimeProvider clock) => new()
    {
        Name = definition.Name,
        Kind = JobKinds.Of(definition.Type) ?? throw new ArgumentOutOfRangeException(nameof(definition), definition.Type, "There is no such kind of job."),
        Description = definition.Description,
        Phase = definition.IsEnabled ? JobPhase.Starting : JobPhase.Disabled,
        PhaseSince = clock.GetLocalNow(),
        CanBeWokenUp = definition.IsEnabled && JobKinds.Of(definition.Type) is { } kind && kind.HasRuns(),
        Peer = PeerText.Of(definition),
        Targets = FreshnessTargets.Of(definition),
    };

    private void ChangeOwn(Func<JobStatus, JobStatus> change)
    {
        var next = change(_now);
        if (ReferenceEquals(next, _now)) return;
        if (next.Phase != _now.Phase) next = next with { PhaseSince = clock.GetLocalNow() };
        Volatile.Write(ref _now, next);
        feed.Publish(next);
    }
}
