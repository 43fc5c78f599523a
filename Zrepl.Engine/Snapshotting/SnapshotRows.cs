using System.Collections.Immutable;
using Zrepl.Engine.Snapshotting.Reports;

namespace Zrepl.Engine.Snapshotting;

/// <summary>The rows of a run while it runs: changed by the run, read by everybody as an immutable copy.</summary>
internal sealed class SnapshotRows(IEnumerable<SnapshotRow> rows)
{
    private readonly Lock _lock = new();
    private readonly SnapshotRow[] _rows = [.. rows.OrderBy(row => row.Filesystem)];
    private ImmutableArray<SnapshotRow>? _copy;
    private ImmutableArray<FilesystemReport>? _reports;

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
                _copy = null;
                _reports = null;
            }
        }
    }

    /// <summary>All rows in order of path. Copied once between changes.</summary>
    public ImmutableArray<SnapshotRow> Now
    {
        get { lock (_lock) return _copy ??= [.. _rows]; }
    }

    /// <summary>All rows as status reports show them. Made once between changes.</summary>
    public ImmutableArray<FilesystemReport> Reports
    {
        get { lock (_lock) return _reports ??= [.. _rows.Select(FilesystemReport.Of)]; }
    }
}
