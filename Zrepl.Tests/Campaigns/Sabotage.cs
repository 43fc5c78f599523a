namespace Zrepl.Tests.Campaigns;

/// <summary>Mistakes that the product could make, to see that a campaign finds them.</summary>
public enum Sabotage
{
    /// <summary>None.</summary>
    None,

    /// <summary>The replication cursor is never set.</summary>
    NoCursor,

    /// <summary>The cursor is set on the oldest snapshot instead of the one that was sent.</summary>
    CursorOnTheWrongSnapshot,

    /// <summary>What was received is not held.</summary>
    NoLastReceivedHold,

    /// <summary>Holds are never given back.</summary>
    NoRelease,

    /// <summary>With a hold of ours an administrator's is given back too.</summary>
    ReleasesForeignHolds,

    /// <summary>Pruning takes the newest snapshot of the dataset along.</summary>
    DestroysTheNewestToo,

    /// <summary>Pruning takes a snapshot along that its preview did not list.</summary>
    DestroysOneMore,

    /// <summary>Pruning takes the cursor along.</summary>
    DestroysTheCursorToo,

    /// <summary>A failed receive, the exit codes of both programs and the guid are ignored.</summary>
    ConfirmsWhatNeverArrived,

    /// <summary>A resume token that belongs to another step is sent.</summary>
    TokenOfAnotherStep,

    /// <summary>An incremental step is sent without its base.</summary>
    SendsWithoutBase,

    /// <summary>One of the datasets that the filter selects is silently left out.</summary>
    ForgetsADataset,
}
