using Zrepl.Engine.Jobs;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Tracing.Commands;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>Which command counts for which filesystem: spec D1.</summary>
public sealed class ZfsOperationMetricsTests
{
    private readonly MetricRegistry _registry = new();
    private readonly ZfsOperationMetrics _metrics;

    public ZfsOperationMetricsTests() => _metrics = new(_registry);

    [Theory]
    [InlineData("list -H -p -o name,guid -r -d 1 -t bookmark,snapshot -s createtxg tank/a", "zrepl_zfs_list_filesystem_versions_duration tank/a")]
    [InlineData("list -H -p -o name -r -t filesystem,volume,snapshot,bookmark tank/a tank/b", "zrepl_zfs_list_filesystem_versions_duration tank/a", "zrepl_zfs_list_filesystem_versions_duration tank/b")]
    [InlineData("list -H -p -o name -r -t filesystem,volume,snapshot,bookmark", "zrepl_zfs_list_filesystem_versions_duration <")]
    [InlineData("list -H -p -o name -t snapshot,bookmark tank/a@1 tank/a#2", "zrepl_zfs_list_filesystem_versions_duration tank/a")]
    [InlineData("list -H -o name -t filesystem,volume tank/a")] // no versions
    [InlineData("snapshot tank/a@1 tank/b@1", "zrepl_zfs_snapshot_duration tank/a", "zrepl_zfs_snapshot_duration tank/b")]
    [InlineData("bookmark tank/a@1 tank/a#x", "zrepl_zfs_bookmark_duration tank/a")]
    [InlineData("destroy tank/a@1,2,3", "zrepl_zfs_destroy_duration snapshot tank/a")]
    [InlineData("destroy tank/a#x", "zrepl_zfs_destroy_duration bookmark tank/a")]
    [InlineData("destroy tank/a", "zrepl_zfs_destroy_duration filesystem tank/a")]
    [InlineData("destroy -nvp tank/a@1")] // only asks
    [InlineData("holds -H tank/a@1")]
    public void A_command_counts_for_each_filesystem_it_names(string command, params string[] series)
    {
        Finished(command);
        Assert.Equal(series, Series());
        Assert.All(_registry.Families.SelectMany(family => family.Series), one => Assert.Equal((1, 0.25), (one.Now.Count, one.Now.Sum)));
    }

    [Fact]
    public void Of_very_many_filesystems_those_that_come_late_share_a_series()
    {
        for (var number = 0; number < ZfsOperationMetrics.MostFilesystems + 50; number++) Finished($"snapshot tank/{number}@1");
        var family = _registry.Families.Single(family => family.Name == "zrepl_zfs_snapshot_duration");
        Assert.Equal(ZfsOperationMetrics.MostFilesystems + 1, family.Series.Count());
        Assert.Equal(50, family.With(ZfsOperationMetrics.Others).Now.Count);
    }

    private void Finished(string command) =>
        _metrics.Finished(new FinishedZfsCommand(ZfsCommand.Zfs(command.Split(' ')), "j", TimeSpan.FromMilliseconds(250), new CommandExit(0)));

    private List<string> Series() => [.. from family in _registry.Families from series in family.Series select $"{family.Name} {string.Join(' ', series.LabelValues)}"];
}
