namespace Zrepl.Engine.Snapshotting.Reports;

/// <summary>
/// The snapshotter of a job as it stood at one moment. Names, order and values are those of Go zrepl's status document; what is ours in
/// addition is left out of the JSON while it says nothing. Exactly the member that belongs to the type is not null. Source: spec 4.2, C5.
/// </summary>
/// <param name="Type"><c>periodic</c>, <c>cron</c> or <c>manual</c>.</param>
/// <param name="Periodic">For <c>type: periodic</c>.</param>
/// <param name="Cron">For <c>type: cron</c>.</param>
/// <param name="Manual">For <c>type: manual</c>.</param>
public sealed record SnapshotterReport(string Type, PeriodicReport? Periodic, CronReport? Cron, ManualReport? Manual)
{
    /// <summary>A snapshotter that never takes a snapshot by itself.</summary>
    public static SnapshotterReport OfManual { get; } = new("manual", null, null, new ManualReport());

    /// <summary>A periodic snapshotter.</summary>
    public static SnapshotterReport Of(PeriodicReport report) => new("periodic", report, null, null);

    /// <summary>A cron snapshotter.</summary>
    public static SnapshotterReport Of(CronReport report) => new("cron", null, report, null);
}

/// <summary>Nothing happens by itself; in JSON <c>{}</c>.</summary>
public sealed record ManualReport;
