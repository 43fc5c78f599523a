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

    /// <summary>Counts first: <c>keeps 214, destroys 38 of 3 datasets, frees about 11 GiB</c>.</summary>
    public static string Counts(PrunePreviewSide side)
    {
        if (side.Problem is not null) return "";
        var later = side.NotYetTaken > 0 ? $", has {side.NotYetTaken} new" : "";
        return side.Destroyed == 0
            ? $"keeps all {side.Kept}, destroys none{later}"
            : $"keeps {side.Kept}, destroys {side.Destroyed} of {JobWords.Count(side.DatasetsConcerned, "dataset")}{Frees(side)}{later}";
    }

    private static string Frees(PrunePreviewSide side) => side.ReclaimedBytes is not { } bytes ? "; how much room that gives back is not known"
        : side.NotEstimated == 0 ? $", frees about {ByteText.Of(bytes)}"
        : $", frees about {ByteText.Of(bytes)} and what {JobWords.Count(side.NotEstimated, "more dataset")} give back";

    /// <summary>What a mark says, in a sentence.</summary>
    public static string MeaningOf(string mark) => mark == SnapshotFate.Held
        ? "Somebody holds it: ZFS does not destroy it before the hold is released."
        : "Replication could not go on incrementally without it, so it stays whatever the rules say.";

    public static string Text(FilesystemPrunePlan plan) => plan switch
    {
        FilesystemPrunePlan.Skipped skipped => $"left alone: {skipped.Reason}",
        FilesystemPrunePlan.Failed failed => failed.Error.Message,
        FilesystemPrunePlan.Planned { Decisions.IsEmpty: true } => "has no snapshots",
        FilesystemPrunePlan.Planned { Destroy.IsEmpty: true } planned => $"keeps all {Present(planned)}{New(planned)}",
        FilesystemPrunePlan.Planned planned =>
            $"destroys {planned.Destroy.Length} of {Present(planned)}{(planned.ReclaimedBytes is { } bytes ? $", frees about {ByteText.Of(bytes)}" : "")}{New(planned)}",
        _ => "",
    };

    private static int Present(FilesystemPrunePlan.Planned plan) => plan.Decisions.Length - (plan.Forecast?.NotYetTaken.Count ?? 0);

    private static string New(FilesystemPrunePlan.Planned plan) => plan.Forecast is { NotYetTaken.Count: > 0 and var more } ? $", has {more} new" : "";

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

    /// <summary>The question before changed rules are approved. A side that cannot be looked at is named: what goes there is not known.</summary>
    public static Loss LossByApproval(string job, ImmutableArray<PrunePreviewSide> sides)
    {
        var loss = LossOf(job, sides);
        return loss with
        {
            Consequence = $"By its changed rules {job} destroys these, and later whatever the rules say then. A snapshot that is destroyed cannot be brought back.",
            Lost = [.. sides.Where(side => side.Problem is not null).Select(side => $"{side.Word}: not known what goes there: {side.Problem}"), .. loss.Lost],
            Action = "Approve and prune",
        };
    }

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
