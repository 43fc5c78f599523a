using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration.Editing;

/// <summary>How a job differs between two configurations.</summary>
/// <param name="Before">As it was; null: it is new.</param>
/// <param name="After">As it will be; null: it goes.</param>
/// <param name="Keys">What differs; empty for a new job and for one that goes.</param>
public sealed record JobChange(JobDefinition? Before, JobDefinition? After, ImmutableArray<KeyChange> Keys)
{
    /// <summary>Its name, the new one if it was renamed.</summary>
    public string Name => (After ?? Before)?.Name.Text ?? ""; // one of them is there

    /// <summary>The name it had, if only the name differs: cursors and holds on the pools still bear that one.</summary>
    public string? RenamedFrom => Before is { } before && After is { } after && before.Name != after.Name ? before.Name.Text : null;
}
