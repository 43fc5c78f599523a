using Zrepl.Engine.Snapshotting;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class SnapshotRowsTests
{
    private readonly SnapshotRows _rows = new(new[] { "tank/b", "tank", "tank/a" }.Select(path => new SnapshotRow(DatasetPath.Parse(path), null, "s")));

    [Fact]
    public void Rows_stand_in_order_of_path() => Assert.Equal(["tank", "tank/a", "tank/b"], _rows.Reports.Select(row => row.Path));

    [Fact]
    public void A_copy_does_not_change_any_more()
    {
        var (rows, reports) = (_rows.Now, _rows.Reports);
        _rows[0] = _rows[0] with { State = SnapshotRowState.Done };
        Assert.Equal(SnapshotRowState.Pending, rows[0].State);
        Assert.Equal(SnapshotRowState.Pending, reports[0].State);
        Assert.Equal(SnapshotRowState.Done, _rows.Now[0].State);
        Assert.Equal(SnapshotRowState.Done, _rows.Reports[0].State);
    }

    [Fact]
    public void What_has_not_changed_is_not_made_again()
    {
        var before = _rows.Reports;
        Assert.Equal(before, _rows.Reports); // the same array
        _rows[0] = _rows[0] with { State = SnapshotRowState.Done };
        Assert.Same(before[1], _rows.Reports[1]);
        Assert.NotSame(before[0], _rows.Reports[0]);
    }
}
