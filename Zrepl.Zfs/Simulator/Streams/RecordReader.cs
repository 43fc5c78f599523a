using System.Buffers;
using System.IO.Pipelines;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// Reads a stream record by record, simple or compound, and checks every checksum. A payload is covered by the checksum of the record
/// after it: a record is handed out only when that one has been read and is right, as in the kernel, so that nothing unproven is ever stored.
/// Exceptions are the BEGIN records, which a receiver has to judge first; what they carry is proven by the next step.
/// </summary>
/// <remarks>Memory is bounded by the largest payload. After the END of the stream nothing more is taken from the input.</remarks>
internal sealed class RecordReader(PipeReader input)
{
    /// <summary>Largest payload of a record: a block of 16 MiB.</summary>
    public const int LargestPayload = 16 * 1024 * 1024;

    private readonly byte[] _header = new byte[StreamRecord.Length];
    private byte[] _payload = [];
    private Fletcher4 _sums;
    private Place _place = Place.Start;
    private StreamRecord? _next;
    private ReadStep? _last;
    private bool _isCompound;

    private enum Place
    {
        Start,
        CompoundList,
        BetweenSubStreams,
        SubStream,
        Ended,
    }

    /// <summary>Bytes taken from the input; one record more than was handed out.</summary>
    public long BytesTaken { get; private set; }

    /// <summary>The next step. Once the stream ended, for whatever reason, every further step says the same.</summary>
    public async ValueTask<ReadStep> ReadAsync(CancellationToken cancellation)
    {
        if (_last is { } last) return last;
        var step = await ReadRecordAsync(cancellation);
        if (step.Outcome != ReadOutcome.Record) _last = step;
        return step;
    }

    private async ValueTask<ReadStep> ReadRecordAsync(CancellationToken cancellation)
    {
        if (_next is null && _place == Place.Ended) return Stop(ReadOutcome.Ended);
        if (_next is null && await TakeHeaderAsync(cancellation) is { } failure) return failure;
        var record = _next!; // TakeHeaderAsync leaves it where it does not fail
        _next = null;

        if (record.PayloadLength > LargestPayload) return Stop(ReadOutcome.Damaged, $"a {record.Type} record with {record.PayloadLength} bytes of payload");
        var length = (int)record.PayloadLength;
        if (_payload.Length < length) _payload = new byte[length];
        var payload = _payload.AsMemory(0, length);
        if (!await TakeAsync(payload, cancellation)) return Stop(ReadOutcome.Truncated);
        _sums.Add(payload.Span);
        var step = new ReadStep(ReadOutcome.Record, record, payload, BytesTaken, null);
        if (record is StreamBegin or EndRecord) return step;
        return await TakeHeaderAsync(cancellation) ?? step;
    }

    // Reads and checks the next header; leaves it in _next.
    private async ValueTask<ReadStep?> TakeHeaderAsync(CancellationToken cancellation)
    {
        if (!await TakeAsync(_header, cancellation)) return Stop(ReadOutcome.Truncated);
        if (_place == Place.Start && BeginRecord.TryRead(_header) is null) return Stop(ReadOutcome.NotAStream, "bad magic number");
        var record = StreamRecord.TryRead(_header);
        if (ProblemWith(record) is { } problem) return Stop(ReadOutcome.Damaged, problem);
        _next = record;
        Enter(record!); // ProblemWith knows no null without a problem
        return null;
    }

    private string? ProblemWith(StreamRecord? record)
    {
        // Checksums first: what a broken record says is worth nothing.
        if (record is StreamBegin) _sums = default;
        var before = _sums;
        _sums.Add(_header.AsSpan(0, StreamRecord.ChecksumOffset));
        var inRecord = Fletcher4.Read(_header.AsSpan(StreamRecord.ChecksumOffset));
        if (_place == Place.SubStream && !inRecord.Equals(_sums)) return "checksum mismatch";
        _sums.Add(_header.AsSpan(StreamRecord.ChecksumOffset));
        return record switch
        {
            null => "a record of an unknown type",
            StreamBegin begin when _place == Place.Start => begin.Head.Kind is StreamKind.SubStream or StreamKind.Compound ? null : "a stream of an unknown kind",
            StreamBegin begin when _place == Place.BetweenSubStreams => begin.Head.Kind == StreamKind.SubStream ? null : "a compound stream inside a compound stream",
            EndRecord end when _place is Place.SubStream or Place.CompoundList => end.Checksum.Equals(before) ? null : "checksum mismatch",
            EndRecord when _place == Place.BetweenSubStreams => null,
            _ when _place == Place.SubStream && record is not StreamBegin => null,
            _ => $"a {record.Type} record in the wrong place",
        };
    }

    private void Enter(StreamRecord record)
    {
        switch (record)
        {
            case StreamBegin { Head.Kind: StreamKind.Compound }:
                (_isCompound, _place) = (true, Place.CompoundList);
                break;
            case StreamBegin:
                _place = Place.SubStream;
                break;
            case EndRecord:
                _place = _place == Place.BetweenSubStreams || !_isCompound ? Place.Ended : Place.BetweenSubStreams;
                break;
        }
    }

    private async ValueTask<bool> TakeAsync(Memory<byte> target, CancellationToken cancellation)
    {
        while (!target.IsEmpty)
        {
            var read = await input.ReadAsync(cancellation);
            var count = (int)Math.Min(read.Buffer.Length, target.Length);
            read.Buffer.Slice(0, count).CopyTo(target.Span);
            input.AdvanceTo(read.Buffer.GetPosition(count));
            target = target[count..];
            BytesTaken += count;
            if (!target.IsEmpty && read.IsCompleted && count == read.Buffer.Length) return false;
        }

        return true;
    }

    private ReadStep Stop(ReadOutcome outcome, string? problem = null) => new(outcome, null, default, BytesTaken, problem);
}
