using System.Globalization;
using Zrepl.Engine.Snapshotting;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class SyncPointTests // spec 4.4.2
{
    private static readonly DateTimeOffset Now = At("12:00:00");

    [Theory] // the table; "a 11:55" is a dataset with its newest snapshot
    [InlineData("a 11:55, b 11:52", "12:02", "")]
    [InlineData("a 11:55, b none", "12:05", "b")]
    [InlineData("a none, b none", "12:00", "a b")]
    [InlineData("a 12:30, b 11:58", "12:08", "")]
    [InlineData("", "12:00", "")]
    public void The_earliest_due_dataset_with_snapshots_decides(string datasets, string syncPoint, string withoutSnapshots)
    {
        var found = Find(datasets);
        Assert.Equal(At(syncPoint), found.At);
        Assert.Equal(withoutSnapshots, string.Join(' ', found.WithoutSnapshots));
    }

    [Fact] // the fourth line of the table, which the improvement below it changes: upstream would run at once
    public void A_dataset_without_a_snapshot_for_more_than_ten_intervals_does_not_break_the_rhythm_of_fresher_ones()
    {
        var found = Find("a 09:00, b 11:55");
        Assert.Equal(At("12:05"), found.At);
        Assert.Equal([(DatasetPath.Parse("a"), At("09:00"))], found.Ignored);
    }

    [Theory]
    [InlineData("a 10:20, b 11:55", "10:30")] // exactly ten intervals still count
    [InlineData("a 09:00", "09:10")]
    [InlineData("a 09:00, b none", "09:10")]
    [InlineData("a 09:00, b 08:00", "08:10")]
    public void An_overdue_dataset_puts_the_sync_point_into_the_past(string datasets, string syncPoint)
    {
        var found = Find(datasets);
        Assert.Equal(At(syncPoint), found.At);
        Assert.Empty(found.Ignored);
    }

    [Fact]
    public void A_snapshot_from_the_future_is_an_error_of_its_dataset()
    {
        var error = Assert.Single(Find("a 12:30, b 11:58").Errors);
        Assert.Equal(
            "snapshot \"a@zrepl_x\" is from the future: creation=\"2024-06-10 12:30:00 +0000 UTC\" now=\"2024-06-10 12:00:00 +0000 UTC\"", error.Error);
    }

    [Theory]
    [InlineData("a 12:30")]
    [InlineData("a 12:30, b 12:00:01")]
    public void There_is_no_sync_point_if_every_dataset_has_an_error(string datasets) => Assert.Null(Find(datasets).At);

    [Fact]
    public void A_dataset_that_cannot_be_listed_leaves_the_decision_to_the_others()
    {
        var found = SyncPoint.Find([new(DatasetPath.Parse("a"), null, "dataset is busy"), .. Newest("b 11:58")], Now, TimeSpan.FromMinutes(10));
        Assert.Equal(At("12:08"), found.At);
        Assert.Equal([(DatasetPath.Parse("a"), "list filesystem versions: dataset is busy")], found.Errors);
        Assert.Empty(found.WithoutSnapshots);
    }

    [Fact]
    public void The_wait_is_at_most_one_interval() => Assert.Equal(Now + TimeSpan.FromMinutes(10), Find("a 12:00").At);

    private static SyncPoint Find(string datasets) => SyncPoint.Find([.. Newest(datasets)], Now, TimeSpan.FromMinutes(10));

    private static IEnumerable<NewestSnapshot> Newest(string datasets) =>
        from dataset in datasets.Split(", ", StringSplitOptions.RemoveEmptyEntries)
        let parts = dataset.Split(' ')
        let snapshot = parts[1] == "none" ? null : new FilesystemVersion(VersionKind.Snapshot, "zrepl_x", 1, 1, At(parts[1]).ToUnixTimeSeconds(), 0)
        select new NewestSnapshot(DatasetPath.Parse(parts[0]), snapshot);

    private static DateTimeOffset At(string time) =>
        new(new DateOnly(2024, 6, 10), TimeOnly.Parse(time, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
