namespace Zrepl.Engine.Snapshotting.Reports;

/// <summary>Where a periodic snapshotter stands. The numbers are upstream's (spec 4.2); <c>zrepl status</c> reads them.</summary>
public enum PeriodicState
{
    /// <summary>Waits for the sync point.</summary>
    SyncUp = 1,

    /// <summary>Waits after the sync point could not be found.</summary>
    SyncUpErrWait = 2,

    /// <summary>Lists the datasets.</summary>
    Planning = 4,

    /// <summary>Takes snapshots.</summary>
    Snapshotting = 8,

    /// <summary>Waits after a run without errors.</summary>
    Waiting = 16,

    /// <summary>Waits after a run with errors.</summary>
    ErrorWait = 32,

    /// <summary>Has ended, with the daemon or because its definition changed.</summary>
    Stopped = 64,
}
