using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>A prune preview in words.</summary>
internal static class PreviewWords
{
    private const int MostNamed = 200;

    public static string Title(PrunePreviewSide side) => side.Side switch { PruneSide.Sender => "Sender", PruneSide.Receiver => "Receiver", _ => "This machine" };

    public static string Counts(PrunePreviewSide side) => side.Problem is not null ? ""
        : side.Destroyed == 0 ? $"keeps all {side.Kept}, destroys none"
        : $"keeps {side.Kept}, destroys {side.Destroyed} of {JobWords.Count(side.DatasetsConcerned, "dataset")}";

    public static string Text(FilesystemPrunePlan plan) => plan switch
    {
        FilesystemPrunePlan.Skipped skipped => $"left alone: {skipped.Reason}",
        FilesystemPrunePlan.Failed failed => failed.Error.Message,
        FilesystemPrunePlan.Planned { Destroy.IsEmpty: true } planned => $"keeps all {planned.Decisions.Length}",
        FilesystemPrunePlan.Planned planned => $"destroys {planned.Destroy.Length} of {planned.Decisions.Length}",
        _ => "",
    };

    public static StateKind Kind(FilesystemPrunePlan plan) => plan switch
    {
        FilesystemPrunePlan.Failed => StateKind.Failed,
        FilesystemPrunePlan.Planned { Warning: not null } => StateKind.Late,
        _ => StateKind.Idle,
    };

    /// <summary>How many snapshots of a filesystem go.</summary>
    public static int Doomed(FilesystemPrunePlan plan) => plan is FilesystemPrunePlan.Planned planned ? planned.Destroy.Length : 0;

    /// <summary>Those that go first, then the newest first.</summary>
    public static IEnumerable<SnapshotFate> Fates(FilesystemPrunePlan.Planned plan) =>
        SnapshotFate.Of(plan).OrderByDescending(fate => fate.Destroy).ThenByDescending(fate => fate.CreatedAt);

    /// <summary>The question before pruning.</summary>
    public static Loss LossOf(string job, ImmutableArray<PrunePreviewSide> sides)
    {
        ImmutableArray<string> names =
        [
            .. from side in sides from plan in side.Plans.OfType<FilesystemPrunePlan.Planned>() from snapshot in plan.Destroy
               select sides.Length > 1 ? $"{side.Word}: {plan.Path}@{snapshot.Name}" : $"{plan.Path}@{snapshot.Name}",
        ];
        var shown = names.Length > MostNamed ? names[..MostNamed].Add($"and {names.Length - MostNamed} more") : names;
        return new($"Destroy {JobWords.Count(names.Length, "snapshot")}?",
            $"{job} would destroy these. A snapshot that is destroyed cannot be brought back.", shown, "Prune now");
    }
}
