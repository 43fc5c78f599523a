using System.Collections.Immutable;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>What is to be done for one filesystem. Source: spec 1.5.</summary>
public abstract record FilesystemPlan
{
    private FilesystemPlan()
    {
    }

    /// <summary>Something the operator should know although the plan can be carried out.</summary>
    public string? Warning { get; init; }

    /// <summary>Steps to take, in order; at least one.</summary>
    public sealed record Steps(ImmutableArray<PlannedStep> InOrder) : FilesystemPlan;

    /// <summary>The receiver has everything.</summary>
    /// <param name="Newest">The newest version both have, as the sender has it.</param>
    /// <param name="Repair">What a lost confirmation left to be done, or null.</param>
    public sealed record UpToDate(FilesystemVersion Newest, CursorRepair? Repair) : FilesystemPlan;

    /// <summary>A placeholder holds no data; the receiver makes its own when the first child arrives.</summary>
    public sealed record NothingInPlaceholder : FilesystemPlan;

    /// <summary>Nothing can be done as things are.</summary>
    public sealed record Impossible(PlanProblem Problem) : FilesystemPlan;
}
