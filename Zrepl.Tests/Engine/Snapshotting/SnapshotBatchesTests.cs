using Zrepl.Engine.Snapshotting;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class SnapshotBatchesTests // spec 4.7
{
    [Fact]
    public void Each_pool_has_its_own_batch_in_order_of_path() => Assert.Equal(
        [["dozer@s"], ["tank@s", "tank/a@s", "tank/b@s"], ["tank2/a@s"]],
        Batches("tank/b@s", "tank2/a@s", "tank@s", "dozer@s", "tank/a@s"));

    [Fact]
    public void Nothing_makes_no_batch() => Assert.Empty(Batches());

    [Fact]
    public void A_batch_stays_below_100_kB_of_arguments_and_nothing_is_lost()
    {
        var snapshots = Enumerable.Range(0, 5000).Select(i => $"tank/{new string('x', 60)}{i:D5}@zrepl_20240610_120000_000").ToArray();
        var batches = Batches(snapshots);
        Assert.Equal(snapshots, batches.SelectMany(batch => batch));
        Assert.All(batches, batch => Assert.InRange(batch.Sum(snapshot => snapshot.Length + 1), 1, 100_000));
        Assert.All(batches.SkipLast(1), batch => Assert.InRange(batch.Sum(snapshot => snapshot.Length + 1), 99_800, 100_000));
    }

    private static List<string[]> Batches(params string[] snapshots) =>
        [.. SnapshotBatches.Of(snapshots.Select(SnapshotPath.Parse)).Select(batch => batch.Select(snapshot => snapshot.Text).ToArray())];
}
