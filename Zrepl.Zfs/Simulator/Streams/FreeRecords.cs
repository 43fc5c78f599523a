namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// There are no objects in [First, First + Count).
/// <code>offset 8  first object:u64 | count:u64 | toguid:u64</code>
/// </summary>
internal sealed record FreeObjectsRecord(ulong First, ulong Count) : StreamRecord(RecordType.FreeObjects)
{
    protected override void WriteFields(FieldWriter fields, ulong toGuid)
    {
        fields.UInt64(First);
        fields.UInt64(Count);
        fields.UInt64(toGuid);
    }
}

/// <summary>
/// A hole in an object.
/// <code>offset 8  object:u64 | offset:u64 | length:u64 | toguid:u64</code>
/// </summary>
/// <param name="Object">The object.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Bytes">Length; <see cref="ToTheEnd"/> for everything from there on.</param>
internal sealed record FreeRecord(ulong Object, ulong Offset, ulong Bytes) : StreamRecord(RecordType.Free)
{
    public const ulong ToTheEnd = ulong.MaxValue;

    protected override void WriteFields(FieldWriter fields, ulong toGuid)
    {
        fields.UInt64(Object);
        fields.UInt64(Offset);
        fields.UInt64(Bytes);
        fields.UInt64(toGuid);
    }
}
