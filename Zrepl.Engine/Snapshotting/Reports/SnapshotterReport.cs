using System.Collections.Immutable;
using System.Text.Json.Serialization;

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
    /// <summary>When the first dataset of the round under way was begun; null if there is no round, or it has not come to that.</summary>
    [JsonIgnore]
    public DateTimeOffset? RoundSince => this switch
    {
        { Periodic: { State: PeriodicState.Snapshotting, Progress: { } rows } } => BeginOf(rows),
        { Cron: { State: CronState.Running, Progress: { } rows } } => BeginOf(rows),
        _ => null,
    };

    /// <summary>A snapshotter that never takes a snapshot by itself.</summary>
    public static SnapshotterReport OfManual { get; } = new("manual", null, null, new ManualReport());

    /// <summary>A periodic snapshotter.</summary>
    public static SnapshotterReport Of(PeriodicReport report) => new("periodic", report, null, null);

    /// <summary>A cron snapshotter.</summary>
    public static SnapshotterReport Of(CronReport report) => new("cron", null, report, null);

    // While a round is being planned, the datasets are those of the round before, which all have ended.
    private static DateTimeOffset? BeginOf(ImmutableArray<FilesystemReport> rows) => rows.Any(row => row.DoneAt is null) ? rows.Min(row => row.StartAt) : null;
}

/// <summary>Nothing happens by itself; in JSON <c>{}</c>.</summary>
public sealed record ManualReport;
