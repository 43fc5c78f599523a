using Zrepl.Engine.Filters;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Cli.Monitor;

/// <summary>What a rule of <c>zrepl monitor snapshots</c> looks at.</summary>
internal enum SnapshotRuleKind
{
    /// <summary>How many there are.</summary>
    Count,

    /// <summary>How old the newest is.</summary>
    Latest,

    /// <summary>How old the oldest is.</summary>
    Oldest,
}

/// <summary>One rule. Of several rules of a kind, the first whose prefix a snapshot has is the one that it counts for. Source: spec G1.</summary>
/// <param name="Kind">What it looks at.</param>
/// <param name="Prefix">Beginning of the names; empty: all that no rule before took.</param>
/// <param name="Warning">From which number, or age in seconds, on it warns; null: it does not.</param>
/// <param name="Critical">From which on it is critical; null: never.</param>
/// <param name="Skip">Datasets that it does not look at, or null.</param>
internal sealed record SnapshotRule(SnapshotRuleKind Kind, string Prefix, double? Warning, double? Critical, FilesystemFilter? Skip = null)
{
    /// <summary>True if the rule is about a dataset.</summary>
    public bool IsAbout(DatasetPath dataset) => Skip is null || !Skip.Includes(dataset);
}
