namespace Zrepl.Engine.Snapshotting;

/// <summary>How far the snapshot of one dataset has come. The numbers are upstream's (spec 4.2); <c>zrepl status</c> reads them.</summary>
public enum SnapshotRowState
{
    /// <summary>Not begun.</summary>
    Pending = 1,

    /// <summary>Its hooks or the snapshot itself are under way.</summary>
    Started = 2,

    /// <summary>The snapshot exists and no hook failed.</summary>
    Done = 4,

    /// <summary>The snapshot does not exist, or a hook failed although it does.</summary>
    Error = 8,
}
