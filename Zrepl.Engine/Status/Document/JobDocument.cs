using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Snapshotting.Reports;

namespace Zrepl.Engine.Status.Document;

/// <summary>One job in the status document: <c>{"TYPE": …, "type": "TYPE"}</c>. Source: spec C1, C2.</summary>
[JsonConverter(typeof(JobDocumentConverter))]
public abstract record JobDocument
{
    private JobDocument() { }

    /// <summary>The word in <c>type</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Extension: what somebody should look at and no report tells, each with what to do. Left out of the JSON while there is nothing.</summary>
    public ImmutableArray<string> Attention { get; init; } = [];

    /// <summary>Extension: where the job stands; null if its daemon does not tell, as Go's.</summary>
    public JobStanding? Standing { get; init; }

    /// <summary>What a job stands for that belongs to the daemon itself: <c>_control</c>, <c>_prometheus</c>.</summary>
    public sealed record Internal : JobDocument
    {
        /// <inheritdoc/>
        public override string Type => "internal";
    }

    /// <summary>A push or pull job.</summary>
    /// <param name="Kind">Which of them.</param>
    /// <param name="Body">How it stands.</param>
    public sealed record Active(JobKind Kind, ActiveDocument Body) : JobDocument
    {
        /// <inheritdoc/>
        public override string Type => Kind.Word();
    }

    /// <summary>A snap job.</summary>
    /// <param name="Body">How it stands.</param>
    public sealed record Snap(SnapDocument Body) : JobDocument
    {
        /// <inheritdoc/>
        public override string Type => "snap";
    }

    /// <summary>A sink or source job.</summary>
    /// <param name="Kind">Which of them.</param>
    /// <param name="Body">How it stands.</param>
    public sealed record Passive(JobKind Kind, PassiveDocument Body) : JobDocument
    {
        /// <inheritdoc/>
        public override string Type => Kind.Word();
    }

    /// <summary>Its snapshots; null if it takes none, or nothing is known of them.</summary>
    public SnapshotterReport? Snapshots => this switch
    {
        Active active => active.Body.Snapshotting,
        Snap snap => snap.Body.Snapshotting,
        Passive passive => passive.Body.Snapper,
        _ => null,
    };

    /// <summary>The document of a job.</summary>
    public static JobDocument Of(JobStatus status) => BodyOf(status) with { Attention = AttentionOf(status), Standing = JobStanding.Of(status) };

    // What made a run fail stands in its report.
    private static ImmutableArray<string> AttentionOf(JobStatus status) =>
    [
        .. status is { Phase: JobPhase.Failed, Problem: { } problem } ? [Told(problem.Text, problem.WhatToDo)] : ImmutableArray<string>.Empty,
        .. status.SnapshotTrouble is { } snapshots ? [Told(snapshots.InFull, snapshots.WhatToDo)] : ImmutableArray<string>.Empty,
        .. status.Stalls.Select(stalled => Told(stalled.Text, stalled.WhatToDo)),
        .. status.Hanging.Select(hanging => Told((hanging.IsStuck ? "stuck: " : "") + hanging.Text, hanging.WhatToDo)),
    ];

    private static string Told(string text, string whatToDo) => whatToDo.Length == 0 ? text : $"{text}. {whatToDo}";

    private static JobDocument BodyOf(JobStatus status) => status.Kind switch
    {
        JobKind.Push or JobKind.Pull => new Active(
            status.Kind, new(status.Replication, OrHold(status.PruningSender, status), OrHold(status.PruningReceiver, status), status.Snapshotting)),
        JobKind.Snap => new Snap(new(OrHold(status.Pruning, status), status.Snapshotting)),
        _ => new Passive(status.Kind, new(status.Snapshotting)),
    };

    // Also where no run has come to it since the start: what waits for somebody must not look like nothing.
    private static PruneReport? OrHold(PruneReport? report, JobStatus status) => report ?? status.PruningHold?.ToReport();
}

/// <summary>How a push or pull job stands; each may be null.</summary>
/// <param name="Replication">Of the running or last run.</param>
/// <param name="PruningSender">Of the same run.</param>
/// <param name="PruningReceiver">Of the same run.</param>
/// <param name="Snapshotting">Always null for pull.</param>
public sealed record ActiveDocument(
    ReplicationReport? Replication, PruneReport? PruningSender, PruneReport? PruningReceiver, SnapshotterReport? Snapshotting);

/// <summary>How a snap job stands.</summary>
/// <param name="Pruning">Null before the first.</param>
/// <param name="Snapshotting">Its snapshots.</param>
public sealed record SnapDocument(PruneReport? Pruning, SnapshotterReport? Snapshotting);

/// <summary>How a sink or source job stands.</summary>
/// <param name="Snapper">Null for sink.</param>
public sealed record PassiveDocument(SnapshotterReport? Snapper);
