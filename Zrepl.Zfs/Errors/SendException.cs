using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>What <c>zfs send</c> complained about (spec A5.7).</summary>
public enum SendFailure
{
    /// <summary>A text this program does not know.</summary>
    Unknown,

    /// <summary>The dataset's key is not loaded and the stream would not be raw.</summary>
    KeyNotLoaded,

    /// <summary>The snapshot or its incremental source is gone.</summary>
    VersionMissing,

    /// <summary>A resume token names snapshots that are gone.</summary>
    TokenUnusable,

    /// <summary>The incremental source is not earlier than the snapshot.</summary>
    NotEarlier,

    /// <summary>The snapshot needs <c>-L</c> or <c>-w</c>.</summary>
    NeedsLargeBlocks,

    /// <summary>Encrypted dataset, properties asked for, but not raw.</summary>
    PropertiesNeedRaw,

    /// <summary>The reader of the stream went away.</summary>
    BrokenPipe,

    /// <summary>The pool cannot read its data.</summary>
    ReadError,
}

/// <summary><c>zfs send</c> failed; what it has written so far is not a whole stream.</summary>
public sealed class SendException(CommandResult result, SendFailure failure) : ZfsCommandException(result)
{
    /// <summary>What it complained about.</summary>
    public SendFailure Failure => failure;

    /// <inheritdoc/>
    public override FailureCategory Category => failure switch
    {
        SendFailure.KeyNotLoaded or SendFailure.ReadError => FailureCategory.NeedsAction,
        SendFailure.BrokenPipe or SendFailure.VersionMissing or SendFailure.TokenUnusable => FailureCategory.Temporary,
        _ => FailureCategory.Permanent,
    };

    /// <inheritdoc/>
    public override string? Hint => failure switch
    {
        SendFailure.KeyNotLoaded => "Load the key (zfs load-key <dataset>), or send raw (send.encrypted: true or send.raw: true).",
        SendFailure.NeedsLargeBlocks => "Set send.large_blocks: true for this job.",
        SendFailure.PropertiesNeedRaw => "Set send.raw: true or send.encrypted: true, or turn send.send_properties off.",
        SendFailure.ReadError => "Look at zpool status; the pool has errors.",
        _ => null,
    };
}
