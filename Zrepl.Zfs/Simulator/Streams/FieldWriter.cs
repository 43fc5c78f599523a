using System.Buffers.Binary;

namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>Writes little-endian numbers one after the other.</summary>
internal ref struct FieldWriter(Span<byte> bytes)
{
    private Span<byte> _rest = bytes;

    public void Byte(byte value)
    {
        _rest[0] = value;
        _rest = _rest[1..];
    }

    public void UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_rest, value);
        _rest = _rest[4..];
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_rest, value);
        _rest = _rest[8..];
    }

    public void UInt128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_rest, value);
        _rest = _rest[16..];
    }

    /// <summary>Leaves bytes as they are.</summary>
    public void Skip(int count) => _rest = _rest[count..];
}
