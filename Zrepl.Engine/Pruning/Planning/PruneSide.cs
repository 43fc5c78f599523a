namespace Zrepl.Engine.Pruning.Planning;

/// <summary>Whose snapshots are pruned.</summary>
public enum PruneSide
{
    /// <summary>The sending side of a push or pull job.</summary>
    Sender,

    /// <summary>The receiving side of a push or pull job.</summary>
    Receiver,

    /// <summary>The datasets of a snap job, which replicates nothing.</summary>
    Local,
}
