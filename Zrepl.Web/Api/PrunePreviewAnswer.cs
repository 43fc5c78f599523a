using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Web.Api;

/// <summary>What pruning one side of a job would do now.</summary>
/// <param name="Side"><c>sender</c>, <c>receiver</c> or <c>local</c>.</param>
/// <param name="Problem">Why it could not be looked at, or null.</param>
/// <param name="Destroyed">Snapshots that go.</param>
/// <param name="Kept">Snapshots that stay.</param>
/// <param name="Filesystems">In order of path.</param>
internal sealed record PrunePreviewAnswer(string Side, string? Problem, int Destroyed, int Kept, ImmutableArray<FilesystemPreview> Filesystems)
{
    public static PrunePreviewAnswer Of(PrunePreviewSide side) =>
        new(side.Word, side.Problem, side.Destroyed, side.Kept, [.. side.Plans.Select(FilesystemPreview.Of)]);
}

/// <summary>What it would do to one filesystem.</summary>
/// <param name="Path">The sender's path.</param>
/// <param name="State"><c>planned</c>, <c>skipped</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it is skipped or failed, or what to know about a plan.</param>
/// <param name="Snapshots">The fate of each, oldest first.</param>
internal sealed record FilesystemPreview(string Path, string State, string? Reason, ImmutableArray<SnapshotFate> Snapshots)
{
    public static FilesystemPreview Of(FilesystemPrunePlan plan) => plan switch
    {
        FilesystemPrunePlan.Skipped skipped => new(plan.Path.Text, "skipped", skipped.Reason, []),
        FilesystemPrunePlan.Failed failed => new(plan.Path.Text, "failed", failed.Error.Message, []),
        FilesystemPrunePlan.Planned planned => new(plan.Path.Text, "planned", planned.Warning, SnapshotFate.Of(planned)),
        _ => throw new NotSupportedException($"{plan.GetType().Name} of {plan.Path} has no words in the API"),
    };
}
