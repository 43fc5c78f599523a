namespace Zrepl.Engine.Configuration;

/// <summary>What to send of a dataset that the receiver does not have. Key <c>conflict_resolution.initial_replication</c>.</summary>
public enum InitialReplication
{
    /// <summary><c>most_recent</c>: the newest snapshot, as a full stream.</summary>
    MostRecent,

    /// <summary><c>all</c>: every snapshot from the oldest on.</summary>
    All,

    /// <summary><c>fail</c>: nothing; the operator has to act.</summary>
    Fail,
}
