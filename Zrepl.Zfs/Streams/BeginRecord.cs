using System.Buffers.Binary;
using System.Text;

namespace Zrepl.Zfs.Streams;

/// <summary>What follows a BEGIN record.</summary>
public enum StreamKind
{
    /// <summary>The records of one snapshot.</summary>
    SubStream = 1,

    /// <summary>A list of properties, then sub-streams (<c>zfs send -p</c>, <c>-b</c>, <c>-R</c>).</summary>
    Compound = 2,
}

/// <summary>
/// The first record of every send stream (spec C5):
/// <code>
///   offset 0   type:u32 = 0 | payload length:u32 | magic:u64 = 00000002F5BACBAC
///          16  versioninfo:u64   bits 0-1 kind, bits 2-57 features
///          24  creation:u64 | objset type:u32 | flags:u32 | toguid:u64 | fromguid:u64 (0: full)
///          56  toname[256], NUL padded
/// </code>
/// In the sender's byte order; the magic tells which.
/// </summary>
/// <param name="Kind">Sub-stream or compound.</param>
/// <param name="Features">Feature flags, bit 0 first; see the constants.</param>
/// <param name="CreationSeconds">Creation of the snapshot, unix seconds.</param>
/// <param name="ObjsetType">2 filesystem, 3 volume.</param>
/// <param name="Flags">Bit 0 clone, 1 case-insensitive, 2 free-records, 3 spill-block.</param>
/// <param name="ToGuid">Guid of the snapshot in the stream.</param>
/// <param name="FromGuid">Guid of the snapshot it starts from; 0 for a full stream.</param>
/// <param name="ToName">The sender's name of the snapshot. Never to be trusted for decisions.</param>
/// <param name="PayloadLength">Bytes of payload that follow the record.</param>
public sealed record BeginRecord(
    StreamKind Kind, ulong Features, long CreationSeconds, uint ObjsetType, uint Flags, ulong ToGuid, ulong FromGuid, string ToName, uint PayloadLength)
{
    /// <summary>Every record header has this many bytes.</summary>
    public const int Length = 312;

    /// <summary>The number that begins a stream.</summary>
    public const ulong Magic = 0x2F5BACBAC;

    /// <summary>Feature bit: the stream continues an interrupted one.</summary>
    public const int ResumingBit = 20;

    /// <summary>Feature bit: the stream carries encrypted blocks as they are on disk.</summary>
    public const int RawBit = 24;

    private const int ToNameOffset = 56;

    /// <summary>The stream continues an interrupted one.</summary>
    public bool IsResuming => (Features >> ResumingBit & 1) == 1;

    /// <summary>The stream is raw.</summary>
    public bool IsRaw => (Features >> RawBit & 1) == 1;

    /// <summary>The stream makes a new dataset out of a snapshot of another one (<c>zfs send -i other@a this@b</c>).</summary>
    public bool IsClone => (Flags & 1) == 1;

    /// <summary>The stream needs no snapshot to start from.</summary>
    public bool IsFull => FromGuid == 0;

    /// <summary>Reads the record.</summary>
    /// <returns>Null if the bytes are too few or no BEGIN record.</returns>
    public static BeginRecord? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Length) return null;
        var isLittleEndian = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) == Magic;
        if (!isLittleEndian && BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) != Magic) return null;
        if (UInt32(bytes, 0, isLittleEndian) != 0) return null;
        var versionInfo = UInt64(bytes, 16, isLittleEndian);
        var name = bytes[ToNameOffset..Length];
        return new(
            (StreamKind)(versionInfo & 3),
            versionInfo >> 2 & ((1UL << 56) - 1),
            (long)UInt64(bytes, 24, isLittleEndian),
            UInt32(bytes, 32, isLittleEndian),
            UInt32(bytes, 36, isLittleEndian),
            UInt64(bytes, 40, isLittleEndian),
            UInt64(bytes, 48, isLittleEndian),
            Encoding.UTF8.GetString(name[..(name.IndexOf((byte)0) is var end and >= 0 ? end : name.Length)]),
            UInt32(bytes, 4, isLittleEndian));
    }

    /// <summary>Writes the record, little endian.</summary>
    public void Write(Span<byte> bytes)
    {
        bytes[..Length].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], PayloadLength);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], Magic);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], (ulong)Kind | Features << 2);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], (ulong)CreationSeconds);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[32..], ObjsetType);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[36..], Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], ToGuid);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[48..], FromGuid);
        Encoding.UTF8.GetBytes(ToName, bytes[ToNameOffset..(Length - 1)]);
    }

    private static ulong UInt64(ReadOnlySpan<byte> bytes, int offset, bool isLittleEndian) => isLittleEndian
        ? BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..])
        : BinaryPrimitives.ReadUInt64BigEndian(bytes[offset..]);

    private static uint UInt32(ReadOnlySpan<byte> bytes, int offset, bool isLittleEndian) => isLittleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..])
        : BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);
}
