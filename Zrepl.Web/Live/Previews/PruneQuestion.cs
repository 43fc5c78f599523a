using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Live.Previews;

/// <summary>What a preview of pruning is to be about.</summary>
public sealed record PruneQuestion
{
    /// <summary>What would be destroyed now, by the rules in force.</summary>
    public static PruneQuestion Now { get; } = new();

    /// <summary>A time to come: what will have been destroyed by then. Null: what would be destroyed now.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>The job as it is being edited; null: as it is in force.</summary>
    public JobDefinition? Edited { get; init; }
}
