using System.Collections.Immutable;
using Zrepl.Engine.Snapshotting.Reports;

namespace Zrepl.Engine.Snapshotting;

/// <summary>The rows of a run while it runs: changed by the run, read by everybody as immutable copies.</summary>
internal sealed class SnapshotRows
{
    private readonly Lock _lock = new();
    private readonly SnapshotRow[] _rows;
    private readonly FilesystemReport?[] _rowReports; // null: the row has changed; a run over thousands of datasets changes few at a time
    private ImmutableArray<SnapshotRow>? _copy;
    private ImmutableArray<FilesystemReport>? _reports;

    /// <summary>Rows in the order of their datasets' paths.</summary>
    public SnapshotRows(IEnumerable<SnapshotRow> rows)
    {
        _rows = [.. rows.OrderBy(row => row.Filesystem)];
        _rowReports = new FilesystemReport?[_rows.Length];
    }

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Length;

    /// <summary>One row as it stands.</summary>
    public SnapshotRow this[int index]
    {
        get { lock (_lock) return _rows[index]; }
        set
        {
            lock (_lock)
            {
                _rows[index] = value;
                _rowReports[index] = null;
                _copy = null;
                _reports = null;
            }
        }
    }

    /// <summary>All rows. Copied once between changes.</summary>
    public ImmutableArray<SnapshotRow> Now
    {
        get { lock (_lock) return _copy ??= [.. _rows]; }
    }

    /// <summary>All rows as status reports show them. Made once between changes.</summary>
    public ImmutableArray<FilesystemReport> Reports
    {
        get { lock (_lock) return _reports ??= [.. Enumerable.Range(0, _rows.Length).Select(row => _rowReports[row] ??= FilesystemReport.Of(_rows[row]))]; }
    }
}
