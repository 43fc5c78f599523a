using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Receive;

/// <summary>
/// The beginning of a stream, read before <c>zfs receive</c> is started so that a stream of another snapshot is refused before anything
/// is written (spec A13.11). The bytes are kept and given to ZFS first.
/// </summary>
/// <param name="Begin">The BEGIN record of the snapshot itself; in a compound stream the inner one.</param>
/// <param name="Bytes">Everything read so far.</param>
public sealed record StreamHead(BeginRecord Begin, ReadOnlyMemory<byte> Bytes)
{
    // Properties of one dataset; more is either recursive, which we never ask for, or an attack on our memory.
    private const uint LargestPayload = 1 << 20;

    /// <summary>True if the stream carries properties (<c>zfs send -p</c> or <c>-b</c>).</summary>
    public bool IsCompound => Bytes.Length > BeginRecord.Length;

    /// <summary>Reads the head.</summary>
    /// <param name="stream">The stream from its beginning; read as far as the head goes.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="StreamHeadException">The stream is too short, or not a send stream.</exception>
    /// <exception cref="StreamRefusedException">The stream reaches beyond the one dataset that it is to be received into.</exception>
    public static async Task<StreamHead> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var bytes = new byte[BeginRecord.Length];
        var outer = await ReadBeginAsync(stream, bytes, 0, cancellation);
        if (outer.Kind != StreamKind.Compound) return Checked(outer, bytes);
        if (outer.PayloadLength > LargestPayload) throw new StreamHeadException($"its list of properties has {outer.PayloadLength} bytes");

        // compound: BEGIN, payload, END, then the BEGIN of the snapshot
        var skipped = BeginRecord.Length + (int)outer.PayloadLength + BeginRecord.Length;
        Array.Resize(ref bytes, skipped + BeginRecord.Length);
        await FillAsync(stream, bytes.AsMemory(BeginRecord.Length..skipped), cancellation);
        StreamRules.CheckList(bytes.AsSpan(BeginRecord.Length, (int)outer.PayloadLength));
        return Checked(await ReadBeginAsync(stream, bytes, skipped, cancellation), bytes);
    }

    private static StreamHead Checked(BeginRecord begin, byte[] bytes)
    {
        StreamRules.Check(begin);
        return new(begin, bytes);
    }

    private static async Task<BeginRecord> ReadBeginAsync(Stream stream, byte[] bytes, int offset, CancellationToken cancellation)
    {
        var record = bytes.AsMemory(offset, BeginRecord.Length);
        await FillAsync(stream, record, cancellation);
        return BeginRecord.TryRead(record.Span) ?? throw new StreamHeadException("it does not begin with a BEGIN record");
    }

    private static async Task FillAsync(Stream stream, Memory<byte> bytes, CancellationToken cancellation)
    {
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        if (read < bytes.Length) throw new StreamHeadException($"it ended after {read} bytes of its first record");
    }
}
