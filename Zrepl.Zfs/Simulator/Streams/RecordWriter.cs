using System.Buffers;
using System.IO.Pipelines;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// Writes a stream record by record and adds the checksums. Waits while the reader is behind; keeps nothing but the sums.
/// </summary>
internal sealed class RecordWriter(PipeWriter output)
{
    private const int LargeEnough = 32 * 1024;

    private Fletcher4 _sums;
    private StreamKind _kind;
    private ulong _toGuid;
    private int _unflushed;

    /// <summary>Bytes written so far.</summary>
    public long BytesWritten { get; private set; }

    /// <summary>Begins a stream; the sums begin anew.</summary>
    /// <returns>False if nobody reads any more.</returns>
    public ValueTask<bool> BeginAsync(BeginRecord head, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        (_sums, _kind, _toGuid) = (default, head.Kind, head.ToGuid);
        return WriteAsync(new StreamBegin(head with { PayloadLength = (uint)payload.Length }), payload, cancellation);
    }

    /// <summary>Writes one record of a sub-stream with its payload.</summary>
    /// <returns>False if nobody reads any more.</returns>
    public ValueTask<bool> WriteAsync(StreamRecord record, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if ((ulong)payload.Length != record.PayloadLength)
            throw new ArgumentException($"The payload has {payload.Length} bytes, the record says {record.PayloadLength}.", nameof(payload));
        var bytes = Clear();
        record.Write(bytes, _toGuid);
        Seal(bytes, record is not StreamBegin);
        Add(payload.Span);
        return FlushAsync(isNeeded: _unflushed >= LargeEnough, cancellation);
    }

    /// <summary>Ends a sub-stream or the list of a compound stream, and hands everything over.</summary>
    /// <returns>False if nobody reads any more.</returns>
    public ValueTask<bool> EndAsync(CancellationToken cancellation)
    {
        var bytes = Clear();
        new EndRecord(_sums).Write(bytes, _toGuid);
        if (_kind == StreamKind.SubStream) Seal(bytes, hasChecksum: true);
        else Advance(); // the two END records of a compound stream have no checksum of their own
        return FlushAsync(isNeeded: true, cancellation);
    }

    /// <summary>Ends a compound stream after its last sub-stream.</summary>
    /// <returns>False if nobody reads any more.</returns>
    public ValueTask<bool> EndCompoundAsync(CancellationToken cancellation)
    {
        (_sums, _kind, _toGuid) = (default, StreamKind.Compound, 0);
        return EndAsync(cancellation);
    }

    private Span<byte> Clear()
    {
        var bytes = output.GetSpan(StreamRecord.Length)[..StreamRecord.Length];
        bytes.Clear();
        return bytes;
    }

    private void Seal(Span<byte> bytes, bool hasChecksum)
    {
        _sums.Add(bytes[..StreamRecord.ChecksumOffset]);
        if (hasChecksum) _sums.Write(bytes[StreamRecord.ChecksumOffset..]);
        _sums.Add(bytes[StreamRecord.ChecksumOffset..]);
        Advance();
    }

    private void Advance()
    {
        output.Advance(StreamRecord.Length);
        _unflushed += StreamRecord.Length;
        BytesWritten += StreamRecord.Length;
    }

    private void Add(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty) return;
        _sums.Add(payload);
        output.Write(payload);
        _unflushed += payload.Length;
        BytesWritten += payload.Length;
    }

    private async ValueTask<bool> FlushAsync(bool isNeeded, CancellationToken cancellation)
    {
        if (!isNeeded) return true;
        _unflushed = 0;
        return !(await output.FlushAsync(cancellation)).IsCompleted;
    }
}
