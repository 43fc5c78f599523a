namespace Zrepl.Engine.Replication.Planning;

/// <summary>Why a filesystem cannot be replicated as things are.</summary>
/// <param name="Text">The planning error, in upstream's words.</param>
public sealed record PlanProblem(string Text)
{
    /// <summary>The conflict behind it, with complete lists, or null.</summary>
    public Conflict? Conflict { get; init; }

    /// <summary>The sender has no snapshot of a filesystem that the receiver has none of either: there is nothing that what is below it could wait for.</summary>
    public bool SenderHasNothingToSend { get; init; }

    internal static PlanProblem SenderIsPlaceholder { get; } =
        new("sender filesystem is placeholder, but receiver filesystem is not");

    internal static PlanProblem NoVersions { get; } = new("sender does not have any versions") { SenderHasNothingToSend = true };

    internal static PlanProblem NoSnapshots { get; } = new("no snapshots available on sender side") { SenderHasNothingToSend = true };

    internal static PlanProblem InitialReplicationDisabled { get; } =
        new("automatic conflict resolution for initial replication is disabled in config");

    internal static PlanProblem TokenStartsWhereItEnds { get; } =
        new("resume token `fromguid` and `toguid` match same version on sender");

    internal static PlanProblem CannotCorrelate { get; } =
        new("cannot correlate previously failed attempt to current plan");

    internal static PlanProblem Of(Conflict conflict) => new(conflict.Text) { Conflict = conflict };
}
