using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Receiving;

/// <summary>
/// Turns records into edits of the target and checks that they make sense there (<c>receive_process_record</c> in OpenZFS
/// <c>module/zfs/dmu_recv.c</c>). Edits pile up until they are taken.
/// </summary>
/// <param name="content">What the target holds now.</param>
/// <param name="decoder">Makes blocks of payloads.</param>
/// <param name="resumesAt">Where a resumed stream begins, or null.</param>
internal sealed class RecordEdits(ObjectSet content, BlockDecoder decoder, (ulong Object, ulong Offset)? resumesAt)
{
    private readonly ImmutableSortedDictionary<ulong, DataObject>.Builder _objects = content.Objects.ToBuilder();
    private ImmutableArray<ObjectEdit>.Builder _pending = ImmutableArray.CreateBuilder<ObjectEdit>();

    /// <summary>
    /// The last object that was announced or block that was written; a resumed stream has to begin with it again. Null until there is one.
    /// </summary>
    public (ulong Object, ulong Offset)? LastPlace { get; private set; } = resumesAt;

    /// <summary>Bytes of blocks among the pending edits.</summary>
    public long PendingBytes { get; private set; }

    public bool IsEmpty => _pending.Count == 0;

    /// <summary>Adds one record.</summary>
    /// <returns>False if it cannot be: an object is missing, an offset fits no block, the order is wrong.</returns>
    public bool TryAdd(StreamRecord record, ReadOnlyMemory<byte> payload) => record switch
    {
        ObjectRecord head => TryAddObject(head, payload),
        FreeObjectsRecord free => Add(new RemoveObjects(free.First, free.Count)),
        FreeRecord free => TryFree(free),
        WriteRecord write => TryWrite(write.Object, write.Offset, write.LogicalSize, id => decoder.Decode(id, write, payload)),
        WriteEmbeddedRecord write => TryWrite(write.Object, write.Offset, write.Bytes, id => BlockDecoder.Decode(id, write, payload)),
        SpillRecord or ObjectRangeRecord => true, // nothing the simulator keeps
        _ => false,
    };

    /// <summary>Hands over the pending edits as of a transaction group.</summary>
    public ImmutableArray<ObjectEdit> Take(ulong birth)
    {
        var edits = _pending;
        _pending = ImmutableArray.CreateBuilder<ObjectEdit>();
        PendingBytes = 0;
        for (var i = 0; i < edits.Count; i++) edits[i] = edits[i].BornIn(birth);
        return edits.ToImmutable();
    }

    private bool TryAddObject(ObjectRecord head, ReadOnlyMemory<byte> payload)
    {
        if (head.BlockSize < 512 || head.BlockSize % 512 != 0 || head.Object == 0) return false;
        if (LastPlace is not { } last || head.Object > last.Object) LastPlace = (head.Object, 0);
        return Add(new PutObject(head.Object, head.ObjectType, head.BlockSize, head.BonusType, decoder.DecodeBonus(head, payload), 0));
    }

    private bool TryFree(FreeRecord free)
    {
        if (!_objects.TryGetValue(free.Object, out var target)) return false;
        var first = (free.Offset + target.BlockSize - 1) / target.BlockSize;
        var end = free.Bytes == FreeRecord.ToTheEnd || free.Bytes > ulong.MaxValue - free.Offset ? ulong.MaxValue : (free.Offset + free.Bytes) / target.BlockSize;
        return first >= end || Add(new FreeBlocks(free.Object, first, end, 0));
    }

    private bool TryWrite(ulong id, ulong offset, ulong length, Func<DataObject, BlockData> decode)
    {
        if (!_objects.TryGetValue(id, out var target) || offset % target.BlockSize != 0 || length != target.BlockSize) return false;
        if (LastPlace is { } last && (id, offset).CompareTo(last) < 0) return false;
        var block = offset / target.BlockSize;
        LastPlace = (id, offset);
        PendingBytes += (long)length;
        return Add(decode(target) switch
        {
            PatternBlocks pattern => new WritePattern(id, block, 1, pattern.Seed, pattern.IsCompressible, 0),
            StoredBlock stored => new WriteBlock(id, block, stored.Bytes, 0),
            _ => throw new InvalidOperationException("A stream has blocks of bytes or of a pattern."),
        });
    }

    // A pattern that goes on is one edit, however long.
    private bool Add(ObjectEdit edit)
    {
        edit.Apply(_objects);
        if (_pending.Count > 0 && edit is WritePattern next && _pending[^1] is WritePattern before
            && before.Id == next.Id && before.First + before.Count == next.First && (before.Seed, before.IsCompressible) == (next.Seed, next.IsCompressible))
            _pending[^1] = before with { Count = before.Count + next.Count };
        else _pending.Add(edit);
        return true;
    }
}
