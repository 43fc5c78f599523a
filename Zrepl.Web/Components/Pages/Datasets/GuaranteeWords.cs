using Zrepl.Engine.Guarantees;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>What a hold or bookmark of ours is for, and what is lost with it.</summary>
internal static class GuaranteeWords
{
    /// <summary>What it is.</summary>
    public static string Type(GuaranteeKind kind) => kind switch
    {
        GuaranteeKind.StepHold => "step hold",
        GuaranteeKind.LastReceivedHold => "last received",
        GuaranteeKind.Cursor => "cursor",
        GuaranteeKind.TentativeCursor => "tentative cursor",
        _ => "cursor of an old zrepl",
    };

    /// <summary>Why it is there.</summary>
    public static string Reason(GuaranteeKind kind) => kind switch
    {
        GuaranteeKind.StepHold => "a step of a replication was begun; until it is finished, its snapshots must not go",
        GuaranteeKind.LastReceivedHold => "the newest snapshot that was received; the next increment is based on it",
        GuaranteeKind.Cursor => "the newest snapshot that the other side is known to have; the next increment can start from it, also when the snapshot itself is gone",
        GuaranteeKind.TentativeCursor => "a step of a replication was begun; if it succeeds, this becomes the cursor",
        _ => "left by a zrepl before 0.3; zrepl migrate replication-cursor:v1-v2 takes it over",
    };

    /// <summary>The question before it is taken away.</summary>
    /// <param name="guarantee">Which.</param>
    /// <param name="isStale">It is not needed any more.</param>
    public static Loss LossOf(Guarantee guarantee, bool isStale) => new(
        guarantee.Kind.IsHold() ? "Release this hold?" : "Destroy this bookmark?", isStale ? Harmless(guarantee) : Consequence(guarantee), [guarantee.Path],
        guarantee.Kind.IsHold() ? "Release" : "Destroy")
    {
        TypeToConfirm = isStale ? null : guarantee.Dataset.Text,
    };

    private static string Harmless(Guarantee guarantee) =>
        $"It is stale: {JobOf(guarantee, isWithin: true)} has a newer one and does not need it. Nothing but the {(guarantee.Kind.IsHold() ? "hold" : "bookmark")} itself is lost.";

    private static string Consequence(Guarantee guarantee) => guarantee.Kind switch
    {
        GuaranteeKind.StepHold =>
            $"{JobOf(guarantee)} can lose the step it has begun: if the snapshot is destroyed before the step is finished, what was sent so far cannot be continued.",
        GuaranteeKind.LastReceivedHold =>
            $"Nothing keeps the newest received snapshot from being destroyed any more. If it goes, {JobOf(guarantee, isWithin: true)} can receive no further increments, and everything has to be sent again.",
        GuaranteeKind.Cursor or GuaranteeKind.CursorV1 =>
            $"{JobOf(guarantee)} loses the point from which it continues. If no snapshot is left that both sides have, everything has to be sent again.",
        _ => $"{JobOf(guarantee)} can lose the point from which it continues, should the step that is under way succeed and its snapshot go.",
    };

    private static string JobOf(Guarantee guarantee, bool isWithin = false) =>
        (isWithin ? "the" : "The") + (guarantee.Job is { } job ? $" job {job}" : " job that made it");
}
