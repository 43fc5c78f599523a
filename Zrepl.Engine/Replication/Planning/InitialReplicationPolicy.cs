namespace Zrepl.Engine.Replication.Planning;

/// <summary>What is sent when the receiver has nothing yet: <c>conflict_resolution.initial_replication</c>.</summary>
public enum InitialReplicationPolicy
{
    /// <summary><c>most_recent</c>: a full send of the newest snapshot.</summary>
    MostRecent,

    /// <summary><c>all</c>: the oldest snapshot in full, then each of the others.</summary>
    All,

    /// <summary><c>fail</c>: nothing; an operator prepares the receiver.</summary>
    Fail,
}
