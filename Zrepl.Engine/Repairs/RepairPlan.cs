using System.Collections.Immutable;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Repairs;

/// <summary>How the copy of a dataset stands.</summary>
public enum RepairSituation
{
    /// <summary>Replication goes on by itself.</summary>
    Well,

    /// <summary>There is no copy where it belongs; a run begins one with everything.</summary>
    Missing,

    /// <summary>The copy has snapshots of its own, newer than the last that both have.</summary>
    Diverged,

    /// <summary>Both have snapshots, and none in common: one of them was made anew.</summary>
    Unrelated,

    /// <summary>Somebody wrote into the copy since its newest snapshot.</summary>
    Modified,

    /// <summary>The first receive was interrupted; the next run continues it.</summary>
    Interrupted,

    /// <summary>A dataset without snapshots, which zrepl did not make, is where the copy belongs.</summary>
    InTheWay,

    /// <summary>The sender has nothing to send.</summary>
    NothingToSend,
}

/// <summary>What a way out is.</summary>
public enum RepairKind
{
    /// <summary>Back to the last snapshot both have.</summary>
    RollBack,

    /// <summary>The copy gets another name and stays as it is; a new one is begun.</summary>
    SetAside,

    /// <summary>A dataset in another place is made the copy.</summary>
    Adopt,
}

/// <summary>One way out.</summary>
/// <param name="Number">By which it is chosen, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="What">A sentence.</param>
/// <param name="Lost">What is lost by it, one thing each; empty: nothing.</param>
/// <param name="Follows">What follows from it, such as a full copy; empty: replication just goes on.</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="NotPossible">Why it cannot be gone, or null.</param>
public sealed record RepairWay(
    int Number, RepairKind Kind, string What, ImmutableArray<string> Lost, string Follows, ImmutableArray<RepairStep> Steps, string? NotPossible)
{
    /// <summary>Datasets that are renamed along.</summary>
    public ImmutableArray<DatasetPath> Below { get; init; } = [];
}

/// <summary>How the copy of a dataset stands, and the ways out. Whoever consents, consents to what a plan of one revision shows.</summary>
/// <param name="Filesystem">The dataset, as the sender names it.</param>
/// <param name="Target">Where its copy belongs.</param>
/// <param name="Situation">How it stands.</param>
/// <param name="Explanation">The same in words.</param>
/// <param name="Ways">In order of their numbers.</param>
/// <param name="Revision">Another one as soon as anything that the plan rests on has changed.</param>
public sealed record RepairPlan(
    DatasetPath Filesystem, DatasetPath Target, RepairSituation Situation, string Explanation, ImmutableArray<RepairWay> Ways, string Revision);
