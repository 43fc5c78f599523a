namespace Zrepl.Zfs.Errors;

/// <summary>What <c>zfs receive</c> complained about (spec A13.6).</summary>
public enum ReceiveFailure
{
    /// <summary>A text this program does not know.</summary>
    Unknown,

    /// <summary>The stream ended before its end record.</summary>
    StreamTruncated,

    /// <summary>The stream was damaged on its way.</summary>
    StreamChecksum,

    /// <summary>Not even the first record arrived; the cause is at the sending side.</summary>
    CannotReadFromStream,

    /// <summary>What arrived is not a send stream.</summary>
    BadStream,

    /// <summary>The sender's OpenZFS is newer than this one.</summary>
    UnsupportedFeature,

    /// <summary>The newest snapshot here is not the one the stream starts from.</summary>
    Diverged,

    /// <summary>Somebody wrote into the destination since its newest snapshot.</summary>
    DestinationModified,

    /// <summary>A full stream for a dataset that exists.</summary>
    DestinationExists,

    /// <summary>An incremental stream for a dataset that does not exist.</summary>
    DestinationMissing,

    /// <summary>Forced replacement of a dataset that still has snapshots.</summary>
    DestinationHasSnapshots,

    /// <summary>Forced replacement of a clone.</summary>
    DestinationIsClone,

    /// <summary>The parent of a new dataset does not exist.</summary>
    ParentMissing,

    /// <summary>An encrypted dataset is in the way of a forced receive, or would be the result of one.</summary>
    EncryptedOverwrite,

    /// <summary>A raw stream for a dataset that is not encrypted.</summary>
    RawOntoUnencrypted,

    /// <summary>Resuming a full receive into an existing dataset wants <c>-F</c> (OpenZFS 2.2 and later).</summary>
    ResumeNeedsForce,

    /// <summary>Saved state of another interrupted receive is in the way.</summary>
    PartialStateExists,

    /// <summary>Another receive into the same dataset runs.</summary>
    Busy,

    /// <summary>The snapshot exists already.</summary>
    SnapshotExists,

    /// <summary>Encryption keys are missing or do not fit.</summary>
    KeyNeeded,

    /// <summary>The kernel refused the stream: most often it does not continue the saved state, whatever the text says.</summary>
    NotAContinuation,

    /// <summary>Embedded blocks cannot be received into an encrypted dataset.</summary>
    EmbeddedIntoEncrypted,

    /// <summary>The stream was made without <c>-L</c> although earlier ones were made with it.</summary>
    LargeBlockMismatch,

    /// <summary>The pool lacks a feature.</summary>
    PoolTooOld,

    /// <summary>The pool or a quota is full.</summary>
    NoSpace,

    /// <summary>A raw incremental stream after a receive that was not raw.</summary>
    IvSetMismatch,

    /// <summary>This ZFS does not know an option of the command.</summary>
    OptionUnknown,

    /// <summary>The pool does not answer.</summary>
    PoolSuspended,

    /// <summary>Not allowed.</summary>
    PermissionDenied,

    /// <summary>The data is there but could not be mounted.</summary>
    MountFailed,
}
