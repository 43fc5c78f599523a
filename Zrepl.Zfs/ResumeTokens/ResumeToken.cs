using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.ResumeTokens;

/// <summary>
/// What an interrupted receive says about the stream it wants continued (spec A11.5). Comes from the other side and is checked strictly;
/// the original text is what <c>zfs send -t</c> gets.
/// </summary>
public sealed record ResumeToken
{
    /// <summary>The token as ZFS printed it.</summary>
    public required string Text { get; init; }

    /// <summary>Guid of the source snapshot; null for a full stream.</summary>
    public ulong? FromGuid { get; init; }

    /// <summary>Guid of the snapshot that is being received.</summary>
    public required ulong ToGuid { get; init; }

    /// <summary>The sender's name of that snapshot when the first attempt began.</summary>
    public required SnapshotPath ToName { get; init; }

    /// <summary>Object at which the stream continues.</summary>
    public required ulong Object { get; init; }

    /// <summary>Offset in that object, bytes.</summary>
    public required ulong Offset { get; init; }

    /// <summary>Bytes received so far; for display.</summary>
    public required ulong Bytes { get; init; }

    /// <summary>The stream had <c>-L</c>.</summary>
    public bool LargeBlockOk { get; init; }

    /// <summary>The stream had <c>-e</c>.</summary>
    public bool EmbedOk { get; init; }

    /// <summary>The stream had <c>-c</c>.</summary>
    public bool CompressOk { get; init; }

    /// <summary>The stream had <c>-w</c>.</summary>
    public bool RawOk { get; init; }

    /// <summary>The stream was a saved send.</summary>
    public bool SavedOk { get; init; }

    /// <summary>The text cut for logs.</summary>
    public override string ToString() => Text.Length > 64 ? Text[..64] + "…" : Text;
}
