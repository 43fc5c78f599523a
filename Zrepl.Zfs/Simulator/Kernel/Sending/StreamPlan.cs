using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Sending;

/// <summary>
/// The records of a sub-stream between BEGIN and END, in the order in which the module meets them: objects ascending, offsets ascending.
/// With an incremental stream the objects of every block of dnodes that changed are sent, and of the blocks of data those born since.
/// </summary>
/// <remarks>
/// What was freed leaves no trace in the simulated content. Incremental streams therefore free every gap between objects, and between the blocks of
/// changed objects, where OpenZFS frees those born since: a receiver ends with the same.
/// </remarks>
internal sealed class StreamPlan(SendSource source)
{
    /// <summary>Blocks above are split unless the stream may have large ones.</summary>
    public const uint UsualLargestBlock = 128 * 1024;

    private const ulong PointersOfDnode = 3;
    private const ulong HighestObject = 1UL << 48;

    /// <summary>The records, made as they are asked for.</summary>
    public IEnumerable<PlannedRecord> Records()
    {
        var first = source.Resume?.Object ?? 1;
        var cursor = first; // objects below are dealt with
        var range = ulong.MaxValue;
        var changed = ChangedRanges();
        foreach (var (id, item) in source.Content.Objects)
        {
            if (id < first) continue;
            var slot = id / ObjectRangeRecord.SlotsPerBlock;
            if (changed is not null && !changed.Contains(slot))
            {
                if (cursor < id) yield return new(new FreeObjectsRecord(cursor, id - cursor));
                cursor = id + 1;
                continue;
            }

            if (source.IsSealed && slot != range)
            {
                // Frees of the block of dnodes before come before the seal of this one.
                var start = slot * ObjectRangeRecord.SlotsPerBlock;
                if (cursor < start) yield return new(new FreeObjectsRecord(cursor, start - cursor));
                cursor = Math.Max(cursor, start);
                yield return new(new ObjectRangeRecord(start, ObjectRangeRecord.SlotsPerBlock, BlockMaker.SealOf(source, ulong.MaxValue, slot), 0));
            }

            range = slot;
            if (cursor < id) yield return new(new FreeObjectsRecord(cursor, id - cursor));
            cursor = id + 1;
            foreach (var record in RecordsOf(id, item)) yield return record;
        }

        var slots = ObjectRangeRecord.SlotsPerBlock;
        var end = source.IsFull ? (cursor + slots - 1) / slots * slots : HighestObject;
        if (cursor < end) yield return new(new FreeObjectsRecord(cursor, end - cursor));
    }

    /// <summary>Bytes of the whole sub-stream apart from the payload of BEGIN.</summary>
    public ulong Measure()
    {
        var sum = 2UL * StreamRecord.Length;
        foreach (var record in Records()) sum += record.Length;
        return sum;
    }

    // Blocks of dnodes in which anything changed; null for all of them.
    private HashSet<ulong>? ChangedRanges() => source.IsFull ? null
        : [.. source.Content.Objects.Where(entry => entry.Value.ChangedAfter(source.FromTxg)).Select(entry => entry.Key / ObjectRangeRecord.SlotsPerBlock)];

    private IEnumerable<PlannedRecord> RecordsOf(ulong id, DataObject item)
    {
        var isSplit = item.BlockSize > UsualLargestBlock && !source.SendsLargeBlocks && !source.IsSealed;
        var sentSize = isSplit ? UsualLargestBlock : item.BlockSize;
        var resumeOffset = source.Resume is { } resume && resume.Object == id ? resume.Offset : 0;
        var (head, bonus) = Head(id, item, sentSize);
        yield return new(head, bonus);
        var bytes = (item.MaxBlock + 1) * item.BlockSize;
        yield return new(new FreeRecord(id, bytes, FreeRecord.ToTheEnd));
        var isChanged = source.IsFull || item.ChangedAfter(source.FromTxg);
        var place = 0UL;
        foreach (var extent in isChanged ? item.Extents : [])
        {
            if (!source.IsFull && extent.First > place && Hole(id, place, extent.First, item.BlockSize, resumeOffset) is { } hole) yield return hole;
            place = extent.End;
            if (extent.BirthTxg <= source.FromTxg) continue;
            for (var block = Math.Max(extent.First, resumeOffset / item.BlockSize); block < extent.End; block++)
                for (var skip = 0U; skip < item.BlockSize; skip += sentSize)
                    if (block * item.BlockSize + skip >= resumeOffset) yield return Write(id, item, new(extent.Data, block, item.BlockSize, skip), sentSize);
        }

        // Pointers in the dnode itself that point nowhere.
        var blocks = item.MaxBlock + 1;
        if (item.Bonus.IsEmpty && item.Type != ObjectTypes.Volume && blocks < PointersOfDnode)
            yield return new(new FreeRecord(id, bytes, (PointersOfDnode - blocks) * item.BlockSize));
    }

    private static PlannedRecord? Hole(ulong id, ulong from, ulong to, uint blockSize, ulong resumeOffset)
    {
        var start = Math.Max(from * blockSize, resumeOffset);
        return start < to * blockSize ? new(new FreeRecord(id, start, to * blockSize - start)) : null;
    }

    private (ObjectRecord Record, ReadOnlyMemory<byte> Bonus) Head(ulong id, DataObject item, uint sentSize)
    {
        var record = new ObjectRecord
        {
            Object = id, ObjectType = item.Type, BlockSize = sentSize, BonusType = item.Bonus.IsEmpty ? 0 : item.BonusType, BonusLength = (uint)item.Bonus.Length,
        };
        if (!source.IsSealed)
        {
            var padded = new byte[record.PayloadLength];
            item.Bonus.CopyTo(padded);
            return (record, padded);
        }

        var pointers = item.Bonus.IsEmpty ? PointersOfDnode : 1;
        record = record with
        {
            IndirectBlockShift = 17, MaxBlock = item.MaxBlock, BlockPointers = (byte)pointers, Levels = BlockMaker.Levels(item.MaxBlock + 1, pointers),
            RawBonusLength = item.Bonus.IsEmpty ? 0 : BlockMaker.RawBonusLength(item.Bonus.Length),
        };
        return (record, BlockMaker.SealBonus(source, id, item.Bonus.Span, record.RawBonusLength));
    }

    private PlannedRecord Write(ulong id, DataObject item, BlockSource block, uint sentSize)
    {
        var offset = block.Number * item.BlockSize + block.Skip;
        if (source.SendsEmbedded && BlockMaker.TryEmbed(block) is { } packed)
        {
            var padded = new byte[(packed.Length + 7) & ~7];
            packed.CopyTo(padded, 0);
            return new(new WriteEmbeddedRecord(id, offset, sentSize, BlockCompression.Lz4, 0, sentSize, (uint)packed.Length), padded);
        }

        var physical = block.Data.PhysicalSize(block.BlockSize);
        var isPacked = source.SendsCompressed && sentSize == item.BlockSize && physical < block.BlockSize;
        return new(new WriteRecord
        {
            Object = id, ObjectType = item.Type, Offset = offset, LogicalSize = sentSize,
            Compression = isPacked ? BlockCompression.Lz4 : source.IsSealed ? BlockCompression.Off : BlockCompression.None,
            CompressedSize = isPacked ? physical : source.IsSealed ? sentSize : 0UL,
        }, Block: block);
    }
}
