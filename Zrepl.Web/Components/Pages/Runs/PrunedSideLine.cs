using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Pages.Runs;

/// <summary>Pruning of one side in words.</summary>
/// <param name="Title">Which side.</param>
/// <param name="Counts">What was decided, all in all.</param>
/// <param name="Rows">The datasets.</param>
public sealed record PrunedSideLine(string Title, string Counts, ImmutableArray<PrunedDataset> Rows)
{
    /// <summary>Puts it in words.</summary>
    public static PrunedSideLine From(JobKind kind, PruneSide side, ImmutableArray<PrunedDataset> rows)
    {
        var isHere = side is PruneSide.Local || (kind is JobKind.Pull ? side is PruneSide.Receiver : side is PruneSide.Sender);
        var title = side is PruneSide.Local ? "Pruning" : $"Pruning {(isHere ? "here" : "there")} ({(side is PruneSide.Sender ? "sender" : "receiver")})";
        return new(title, $"{rows.Sum(row => row.Kept)} kept · {rows.Sum(row => row.Destroyed)} to destroy · {rows.Sum(row => row.Held)} held", rows);
    }

    /// <summary>What was decided about the snapshots of a dataset.</summary>
    public static string Text(PrunedDataset row) => row switch
    {
        { Kept: 0, Destroyed: 0, Held: 0 } => "",
        { Destroyed: 0, Held: 0 } => $"keeps all {row.Kept}",
        { Held: 0 } => $"keeps {row.Kept}, destroys {row.Destroyed}",
        _ => $"keeps {row.Kept}, destroys {row.Destroyed}, {row.Held} held",
    };
}
