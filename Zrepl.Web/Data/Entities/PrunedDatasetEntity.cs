using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Data.Entities;

/// <summary>What the pruner of one run decided about one dataset, and what came of it.</summary>
internal sealed class PrunedDatasetEntity
{
    public long Id { get; set; }

    public long RunId { get; set; }

    public PruneSide Side { get; set; }

    public required string Dataset { get; set; }

    public int Kept { get; set; }

    /// <summary>How many were to be destroyed.</summary>
    public int Destroyed { get; set; }

    /// <summary>How many no rule keeps and that stay all the same.</summary>
    public int Held { get; set; }

    /// <summary>Why it was left alone, or what failed; null if it was pruned.</summary>
    public string? Problem { get; set; }

    /// <summary>A decision for each snapshot, see <see cref="PruneDecisions"/>; empty if there was none.</summary>
    public byte[] Decisions { get; set; } = [];
}
