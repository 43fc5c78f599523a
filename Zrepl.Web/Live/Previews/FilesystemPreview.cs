using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Live.Previews;

/// <summary>What pruning would do to one filesystem, in words for programs: the same in the REST API and in JSON of the command line.</summary>
/// <param name="Path">The sender's path.</param>
/// <param name="State"><c>planned</c>, <c>skipped</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it is skipped or failed, or what to know about a plan.</param>
/// <param name="Snapshots">The fate of each, oldest first.</param>
internal sealed record FilesystemPreview(string Path, string State, string? Reason, ImmutableArray<SnapshotFate> Snapshots)
{
    /// <summary>How much room it gives back as ZFS estimates it; null if nothing goes or ZFS was not asked.</summary>
    public long? ReclaimedBytes { get; init; }

    /// <summary>About a time to come: how many more snapshots are taken and destroyed until then.</summary>
    public int TakenAndGone { get; init; }

    public static FilesystemPreview Of(FilesystemPrunePlan plan) => plan switch
    {
        FilesystemPrunePlan.Skipped skipped => new(plan.Path.Text, "skipped", skipped.Reason, []),
        FilesystemPrunePlan.Failed failed => new(plan.Path.Text, "failed", failed.Error.Message, []),
        FilesystemPrunePlan.Planned planned => new(plan.Path.Text, "planned", planned.Warning, SnapshotFate.Of(planned))
        {
            ReclaimedBytes = planned.ReclaimedBytes, TakenAndGone = planned.Forecast?.TakenAndGone ?? 0,
        },
        _ => throw new NotSupportedException($"{plan.GetType().Name} of {plan.Path} has no words for programs"),
    };
}
