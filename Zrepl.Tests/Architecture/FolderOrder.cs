namespace Zrepl.Tests.Architecture;

/// <summary>
/// Which folder may know which: a folder may use what stands on an earlier line of its project, itself, and nothing else.
/// Folders on one line are siblings and do not know each other.
/// </summary>
internal static class FolderOrder
{
    public static readonly string[][] Zfs =
    [
        ["Names", "Moving"],
        ["Commands"],
        ["Errors", "Streams"],
        ["Properties", "ResumeTokens"],
        ["Versions"],
        ["Datasets", "Snapshots", "Bookmarks", "Holds", "Features"],
        ["Send", "Receive"],
        ["Host"],
        ["Simulator"],
    ];

    public static readonly string[][] Engine =
    [
        ["Units", "Tracing"],
        ["Stalls"],
        ["Progress", "Bandwidth", "Filters", "Retention", "Schedules", "SnapshotNames"],
        ["Guarantees"],
        ["Configuration"],
        ["Logging", "Metrics"],
        ["Endpoints"],
        ["Transport"],
        ["Wire"],
        ["Hooks"],
        ["Snapshotting", "Replication", "Pruning"],
        ["Freshness", "Repairs"],
        ["Status"],
        ["Jobs"],
        ["Scheduling"],
    ];

    public static readonly string[][] Web =
    [
        ["Data"],
        ["Security"],
        ["Live"],
        ["Alerts"],
        ["Api", "Components"],
        ["Hosting"],
        ["Demo"],
        ["Cli"],
    ];
}
