using Zrepl.Engine.Snapshotting;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Pages.Runs;

/// <summary>A round of snapshots in words.</summary>
internal static class RoundWords
{
    /// <summary>How it ended.</summary>
    public static (StateKind Kind, string Word) State(SnapshotRound round) => round.Outcome switch
    {
        SnapshotRunOutcome.Succeeded => (StateKind.Ok, "taken"),
        SnapshotRunOutcome.Cancelled => (StateKind.Idle, "cancelled"),
        _ => (StateKind.Failed, "failed"),
    };

    /// <summary>What came of it.</summary>
    public static string Text(SnapshotRound round)
    {
        var text = JobWords.Count(round.Created, "snapshot");
        if (round.Failed > 0) text += $", {round.Failed} failed";
        if (round.MissedPoints > 0) text += $", {JobWords.Count(round.MissedPoints, "later point")} of the schedule missed";
        return round.Reason is SnapshotRunReason.Request ? $"{text}, on request" : text;
    }
}
