using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Bandwidth;

/// <summary>
/// A stream whose reads are slowed down by a bucket. A read takes a piece from below first and then waits, so data never waits in front
/// of an empty bucket unread. What is counted is what the network carries: where two daemons of ours compress, the compressed length (spec
/// wire 14.3). The bucket is not owned and usually shared; the stream below is owned.
/// </summary>
/// <param name="inner">Where the bytes come from; disposed with this stream.</param>
/// <param name="bucket">The limit.</param>
/// <param name="watch">Told when the stream waits for nothing but the limit; null: nobody looks.</param>
internal sealed class ThrottledStream(Stream inner, TokenBucket bucket, StreamWatch? watch = null) : ReadOnlyStream
{
    private readonly INetworkPayload? _arriving = TransparentStreams.Around(inner).Innermost as INetworkPayload;
    private bool _isPaidByReader;

    public override bool CanRead => inner.CanRead;

    /// <summary>
    /// The limit of a stream that is about to be compressed, or null if it has none. From now on its reads come in pieces without a
    /// wait, and whoever reads takes the tokens for what is sent, see <see cref="TakeAsync"/>.
    /// </summary>
    public static ThrottledStream? PaidByReader(Stream stream)
    {
        if (TransparentStreams.Around(stream).Innermost is not ThrottledStream throttled) return null;
        throttled._isPaidByReader = true;
        return throttled;
    }

    /// <summary>Takes tokens for bytes that are sent, and waits until they have come in.</summary>
    public async Task TakeAsync(long bytes, CancellationToken cancellation)
    {
        watch?.HoldBegins();
        try
        {
            await bucket.TakeAsync(bytes, cancellation);
        }
        finally
        {
            watch?.HoldEnds();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var piece = buffer.IsEmpty ? buffer : buffer[..bucket.PieceOf(buffer.Length)];
        var arrivedBefore = _arriving?.PayloadBytes ?? 0;
        var read = await inner.ReadAsync(piece, cancellationToken);
        if (!_isPaidByReader) await TakeAsync(_arriving is null ? read : _arriving.PayloadBytes - arrivedBefore, cancellationToken);
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
