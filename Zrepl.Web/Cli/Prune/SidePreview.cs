using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Cli.Prune;

/// <summary>What pruning one side of a job would do now.</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Side">Which side.</param>
/// <param name="Problem">Why it could not be looked at, or null.</param>
/// <param name="Plans">In order of path.</param>
internal sealed record SidePreview(string Job, PruneSide Side, string? Problem, ImmutableArray<FilesystemPrunePlan> Plans)
{
    /// <summary>The time to come it is about; null: now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>About a time to come: when snapshots are expected, in words.</summary>
    public string Basis { get; init; } = "";

    public bool HasFailures => Plans.Any(plan => plan is FilesystemPrunePlan.Failed);
}
