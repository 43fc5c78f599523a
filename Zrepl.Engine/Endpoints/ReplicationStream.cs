namespace Zrepl.Engine.Endpoints;

/// <summary>
/// A send stream on its way. Reading ends with the end of the stream only if the sender succeeded; a sender that failed in the
/// middle makes reading throw with the sender's reason.
/// </summary>
/// <param name="content">The bytes. Owned: disposing this disposes it, which ends the sending process.</param>
/// <param name="usedResumeToken">True if the stream continues an interrupted one.</param>
/// <param name="expectedBytes">Expected length in bytes, or null if unknown.</param>
public sealed class ReplicationStream(Stream content, bool usedResumeToken, long? expectedBytes) : IAsyncDisposable
{
    /// <summary>The bytes of the stream.</summary>
    public Stream Content => content;

    /// <summary>True if the stream continues an interrupted one.</summary>
    public bool UsedResumeToken => usedResumeToken;

    /// <summary>Expected length in bytes, or null if unknown.</summary>
    public long? ExpectedBytes => expectedBytes;

    /// <summary>True if ZFS sent the bytes neither raw nor compressed, so that compressing them on their way can pay.</summary>
    public bool IsCompressible { get; init; }

    /// <summary>Ends the transfer; the receiver keeps what it can resume from.</summary>
    public ValueTask DisposeAsync() => content.DisposeAsync();
}
