using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary><c>zfs receive</c> failed and left no state to resume from.</summary>
public sealed class ReceiveException(CommandResult result, ReceiveFailure failure) : ZfsCommandException(result)
{
    /// <summary>What it complained about.</summary>
    public ReceiveFailure Failure => failure;

    /// <inheritdoc/>
    public override FailureCategory Category => failure switch
    {
        ReceiveFailure.StreamTruncated or ReceiveFailure.StreamChecksum or ReceiveFailure.CannotReadFromStream
            or ReceiveFailure.Busy or ReceiveFailure.NoSpace or ReceiveFailure.PoolSuspended => FailureCategory.Temporary,
        ReceiveFailure.DestinationModified or ReceiveFailure.KeyNeeded or ReceiveFailure.PermissionDenied
            or ReceiveFailure.MountFailed or ReceiveFailure.EncryptedOverwrite or ReceiveFailure.DestinationExists
            or ReceiveFailure.PoolTooOld => FailureCategory.NeedsAction,
        _ => FailureCategory.Permanent,
    };

    /// <inheritdoc/>
    public override string? Hint => failure switch
    {
        ReceiveFailure.DestinationModified =>
            "Something wrote into the received dataset. Check that it is not mounted read-write (recv.properties.override: readonly: on), "
            + "then roll it back to its newest snapshot: zfs rollback <dataset>@<newest snapshot>.",
        ReceiveFailure.DestinationExists =>
            "The dataset exists but zrepl did not make it. Rename it if anybody needs what is in it (zfs rename), else destroy it; the next run then receives a new one.",
        ReceiveFailure.ResumeNeedsForce =>
            "Somebody took a snapshot of the dataset while its first copy was interrupted. Destroy that snapshot (zfs list -t snapshot <dataset> shows it); the next run goes on.",
        ReceiveFailure.EncryptedOverwrite =>
            "ZFS cannot replace a placeholder by an encrypted dataset in place. Rename the placeholder away, or destroy it if it has no children.",
        ReceiveFailure.NotAContinuation =>
            "Most often the stream does not continue the saved state. zfs receive -A <dataset> discards that state.",
        ReceiveFailure.KeyNeeded => "Load the key of the receiving parent: zfs load-key <dataset>.",
        ReceiveFailure.NoSpace => $"Free space on the receiving pool{Named(Pool)} or raise the quota; the step is repeated at the next run.",
        ReceiveFailure.PoolTooOld => "Upgrade the receiving pool: zpool upgrade <pool>.",
        ReceiveFailure.LargeBlockMismatch => "Set send.large_blocks: true again; it must not change after the first replication.",
        ReceiveFailure.EmbeddedIntoEncrypted => "Set send.embedded_data: false for this job.",
        ReceiveFailure.MountFailed => "The data has arrived. Set mountpoint=none on root_fs, or recv.properties.inherit: [mountpoint].",
        ReceiveFailure.PermissionDenied => "Grant the daemon's user the right with zfs allow, or run it as root.",
        _ => null,
    };

    // The dataset is the last argument of zfs receive.
    private string? Pool => Result.Command.Arguments is [_, .., var dataset] ? dataset.Split('/', '@')[0] : null;

    private static string Named(string? pool) => pool is null ? "" : " " + pool;
}
