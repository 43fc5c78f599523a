using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>What metrics tell of a pruning that ended: spec D2.</summary>
public sealed class PruningMetricsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly MetricRegistry _registry = new();
    private readonly PruningMetrics _metrics;

    public PruningMetricsTests() => _metrics = new(_registry);

    [Fact]
    public void What_is_left_of_each_dataset_is_counted_with_its_newest_and_oldest()
    {
        Ended(Done(Filesystem("tank/a", 5, destroyed: 2), Filesystem("tank/b", 1, destroyed: 1)));
        Assert.Equal((3, 3, 5), (Of("zrepl_snapshots", "tank/a"), Of("zrepl_snapshot_oldest_time", "tank/a"), Of("zrepl_snapshot_newest_time", "tank/a")));
        Assert.Equal((0, null, null), (Of("zrepl_snapshots", "tank/b"), Of("zrepl_snapshot_oldest_time", "tank/b"), Of("zrepl_snapshot_newest_time", "tank/b")));
    }

    [Fact]
    public void A_dataset_that_could_not_be_pruned_is_an_error_and_keeps_what_was_known_of_it()
    {
        Ended(Done(Filesystem("tank/a", 5, destroyed: 2), Filesystem("tank/b", 3, destroyed: 0)));
        Ended(new(PruneState.ExecErr, "", [], [Filesystem("tank/a", 6, destroyed: 2) with { LastError = "dataset is busy" }, Filesystem("tank/b", 4, destroyed: 0)]));
        Assert.Equal((3, 5, 4), (Of("zrepl_snapshots", "tank/a"), Of("zrepl_snapshot_newest_time", "tank/a"), Of("zrepl_snapshots", "tank/b")));
        Assert.Equal(1, Of("zrepl_pruning_errors"));
    }

    [Fact]
    public void So_does_one_that_could_not_be_looked_at()
    {
        Ended(Done(Filesystem("tank/a", 5, destroyed: 2)));
        var item = new PruneItem(new(DatasetPath.Parse("tank/a"), null));
        item.Take(new FilesystemPrunePlan.Failed(item.Path, new IOException("pool suspended")), TimeZoneInfo.Utc);
        Ended(new(PruneState.ExecErr, "", [], [item.Report]));
        Assert.Equal((3, 5), (Of("zrepl_snapshots", "tank/a"), Of("zrepl_snapshot_newest_time", "tank/a")));
    }

    [Fact]
    public void What_is_held_is_still_there()
    {
        Ended(Done(Filesystem("tank/a", 5, destroyed: 2) with { HeldList = [new("1", "held by 1 hold")] }));
        Assert.Equal((4, 1), (Of("zrepl_snapshots", "tank/a"), Of("zrepl_snapshot_oldest_time", "tank/a")));
    }

    [Fact]
    public void A_job_that_is_gone_has_no_series()
    {
        Ended(Done(Filesystem("tank/a", 5, destroyed: 2)));
        _metrics.Forget("j");
        Assert.Equal((null, null), (Of("zrepl_snapshots", "tank/a"), Of("zrepl_pruning_last_success_time")));
    }

    [Fact]
    public void What_could_not_be_planned_is_one_error_and_what_was_known_before_stays()
    {
        Ended(Done(Filesystem("tank/a", 5, destroyed: 2)));
        Ended(new(PruneState.PlanErr, "no pool", null, null));
        Assert.Equal((3, 1, Now.ToUnixTimeSeconds()), (Of("zrepl_snapshots", "tank/a"), Of("zrepl_pruning_errors"), Of("zrepl_pruning_last_success_time")));
    }

    [Fact]
    public void A_dataset_that_is_gone_loses_its_series_and_those_of_the_other_side_stay()
    {
        Ended(Done(Filesystem("tank/a", 5, destroyed: 2), Filesystem("tank/b", 4, destroyed: 0)));
        _metrics.Ended("j", PruneSide.Receiver, Done(Filesystem("tank/a", 9, destroyed: 0)), Now);
        Ended(Done(Filesystem("tank/b", 4, destroyed: 0)));
        Assert.Equal((null, null, 4), (Of("zrepl_snapshots", "tank/a"), Of("zrepl_snapshot_newest_time", "tank/a"), Of("zrepl_snapshots", "tank/b")));
        Assert.Equal(9, Value("zrepl_snapshots", "j", "receiver", "tank/a"));
    }

    [Fact]
    public void Of_many_datasets_those_with_most_snapshots_have_series()
    {
        Ended(Done([.. Enumerable.Range(1, PruningMetrics.MostDatasets + 5).Select(count => Filesystem($"tank/{count}", count, destroyed: 0))]));
        Assert.Equal((null, 6), (Of("zrepl_snapshots", "tank/5"), Of("zrepl_snapshots", "tank/6")));
    }

    [Fact]
    public void What_is_skipped_has_no_series()
    {
        Ended(Done(new PrunedFilesystem("tank/a", null, null, "placeholder", "")));
        Assert.Equal((null, 0), (Of("zrepl_snapshots", "tank/a"), Of("zrepl_pruning_errors")));
    }

    private void Ended(PruneReport report) => _metrics.Ended("j", PruneSide.Sender, report, Now);

    private static PruneReport Done(params ImmutableList<PrunedFilesystem> filesystems) => new(PruneState.Done, "", [], filesystems);

    private static PrunedFilesystem Filesystem(string name, int snapshots, int destroyed)
    {
        var all = Enumerable.Range(1, snapshots).Select(i => new PrunedSnapshot(i.ToString(CultureInfo.InvariantCulture), false, DateTimeOffset.FromUnixTimeSeconds(i))).ToImmutableArray();
        return new(name, all, all[..destroyed], "", "");
    }

    private double? Of(string name, params string[] labels) => Value(name, ["j", "sender", .. labels]);

    private double? Value(string name, params string[] labels) =>
        _registry.Families.Single(family => family.Name == name).Series.FirstOrDefault(series => series.LabelValues.SequenceEqual(labels))?.Now.Value;
}
