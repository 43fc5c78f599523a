namespace Zrepl.Web.Data.Entities;

/// <summary>
/// The snapshot of one dataset that is worth remembering by itself: it failed, or hooks ran and said something. Snapshots that simply
/// succeeded are counted in their round; ZFS itself remembers them.
/// </summary>
internal sealed class SnapshottedDatasetEntity
{
    public long Id { get; set; }

    public required string Engine { get; set; }

    public required string Job { get; set; }

    public required string Dataset { get; set; }

    public required string Snapshot { get; set; }

    public DateTimeOffset DoneAt { get; set; }

    public string? Error { get; set; }

    /// <summary>Hooks in their order, each with its status line and what it printed.</summary>
    public string HookOutput { get; set; } = "";
}
