using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Zrepl.Engine.Status.Document;

/// <summary>Extension of the status document: where a job stands, which no report tells. Go's client passes over it. Source: spec C7.</summary>
/// <param name="State">What it does now, or waits for.</param>
public sealed record JobStanding(JobPhase State)
{
    /// <summary>Since when it stands there; null if that is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Since { get; init; }

    /// <summary>When the run under way began, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>True while an operator holds it, also during a run that an operator asked for meanwhile.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsPaused { get; init; }

    /// <summary>When the pause ends by itself; null: there is none, or somebody has to end it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>True if another run follows the one under way, or the pause.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsWakeupPending { get; init; }

    /// <summary>When it runs next by itself; null if only on request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NextRun? NextRun { get; init; }

    /// <summary>The other side in words, such as <c>listens on tcp :8888</c>; empty if there is none.</summary>
    public string Peer { get; init; } = "";

    /// <summary>Sink, source: clients that came since the job began to listen; null for jobs that serve nobody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ClientStatus>? Clients { get; init; }

    /// <summary>True while it does something, snapshots included.</summary>
    [JsonIgnore]
    public bool IsWorking => RunningSince is not null || State == JobPhase.Snapshotting || (Clients ?? []).Any(client => !client.ActiveRequests.IsEmpty);

    /// <summary>Where a job stands.</summary>
    public static JobStanding Of(JobStatus status) => new(status.Stage)
    {
        Since = status.Stage == status.Phase && status.PhaseSince != default ? status.PhaseSince : null, // nobody notes when snapshots began
        RunningSince = status.Running?.StartedAt,
        IsPaused = status.IsPaused, PausedUntil = status.PausedUntil,
        IsWakeupPending = status.IsWakeupPending,
        NextRun = status.NextRun,
        Peer = status.Peer,
        Clients = status.Kind.IsPassive() ? status.Clients : null,
    };
}
