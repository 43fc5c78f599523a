namespace Zrepl.Engine.Progress;

/// <summary>What counts as progress of a phase. Errors, retries and waiting are none.</summary>
public enum ProgressKind
{
    /// <summary>A call to an endpoint succeeded.</summary>
    Call,

    /// <summary>A filesystem was planned.</summary>
    Planned,

    /// <summary>A size estimate came in.</summary>
    Estimate,

    /// <summary>Bytes of a stream went by; the amount is their number.</summary>
    Bytes,

    /// <summary>A replication step was completed.</summary>
    Step,

    /// <summary>Snapshots were destroyed; the amount is their number.</summary>
    Destroyed,

    /// <summary>A hook ended well.</summary>
    Hook,

    /// <summary>A snapshot was created.</summary>
    Snapshot,
}
