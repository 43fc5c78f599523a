using System.Buffers.Binary;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// One record of a send stream (spec C5), without its payload. Each is 312 bytes:
/// <code>
///   offset 0    type:u32 | payload length:u32, used by BEGIN only
///          8    fields of the type; toguid of the stream is among them
///          280  checksum[4]:u64 of everything before, BEGIN record included; in BEGIN records the name goes on here
/// </code>
/// All numbers little endian. The subclasses draw their fields; the writer adds toguid and checksum.
/// </summary>
internal abstract record StreamRecord(RecordType Type)
{
    /// <summary>Bytes of every record.</summary>
    public const int Length = BeginRecord.Length;

    /// <summary>Where the checksum stands.</summary>
    public const int ChecksumOffset = Length - Fletcher4.Length;

    protected const int FieldsOffset = 8;

    /// <summary>Bytes of payload that follow. May be absurd in a record that was read; see <see cref="RecordReader"/>.</summary>
    public virtual ulong PayloadLength => 0;

    /// <summary>Writes everything but the checksum into zeroed bytes.</summary>
    /// <param name="bytes">At least <see cref="Length"/>.</param>
    /// <param name="toGuid">Guid of the snapshot in the stream.</param>
    public virtual void Write(Span<byte> bytes, ulong toGuid)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)Type);
        WriteFields(new(bytes[FieldsOffset..]), toGuid);
    }

    /// <summary>Reads one record.</summary>
    /// <returns>Null if it is of no known type.</returns>
    public static StreamRecord? TryRead(ReadOnlySpan<byte> bytes)
    {
        var fields = new FieldReader(bytes[FieldsOffset..]);
        return (RecordType)BinaryPrimitives.ReadUInt32LittleEndian(bytes) switch
        {
            RecordType.Begin => BeginRecord.TryRead(bytes) is { } head ? new StreamBegin(head) : null,
            RecordType.Object => ObjectRecord.Read(fields),
            RecordType.FreeObjects => new FreeObjectsRecord(fields.UInt64(), fields.UInt64()),
            RecordType.Write => WriteRecord.Read(fields),
            RecordType.Free => new FreeRecord(fields.UInt64(), fields.UInt64(), fields.UInt64()),
            RecordType.End => new EndRecord(Fletcher4.Read(bytes[FieldsOffset..])),
            RecordType.Spill => SpillRecord.Read(fields),
            RecordType.WriteEmbedded => WriteEmbeddedRecord.Read(fields),
            RecordType.ObjectRange => ObjectRangeRecord.Read(fields),
            _ => null,
        };
    }

    protected abstract void WriteFields(FieldWriter fields, ulong toGuid);

    protected static ulong RoundUp8(ulong length) => (length + 7) & ~7UL;
}
