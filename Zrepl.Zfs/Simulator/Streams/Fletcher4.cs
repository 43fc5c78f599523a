using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>Four running sums over little-endian 32-bit words; the checksum of streams and of most blocks.</summary>
internal struct Fletcher4 : IEquatable<Fletcher4>
{
    /// <summary>Bytes of the four sums.</summary>
    public const int Length = 32;

    private ulong _a, _b, _c, _d;

    /// <summary>Adds bytes; as in ZFS, the last 1 to 3 bytes of a length that is not a multiple of 4 do not count.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var (a, b, c, d) = (_a, _b, _c, _d);
        if (BitConverter.IsLittleEndian)
        {
            foreach (var word in MemoryMarshal.Cast<byte, uint>(bytes))
            {
                a += word;
                b += a;
                c += b;
                d += c;
            }
        }
        else
        {
            for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
            {
                a += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                b += a;
                c += b;
                d += c;
            }
        }

        (_a, _b, _c, _d) = (a, b, c, d);
    }

    /// <summary>The sums as they stand in records.</summary>
    public static Fletcher4 Read(ReadOnlySpan<byte> bytes) => new()
    {
        _a = BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _b = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]),
        _c = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
        _d = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
    };

    /// <summary>Writes the sums as they stand in records.</summary>
    public readonly void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, _a);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], _b);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], _c);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], _d);
    }

    public readonly bool Equals(Fletcher4 other) => (_a, _b, _c, _d) == (other._a, other._b, other._c, other._d);

    public override readonly bool Equals(object? obj) => obj is Fletcher4 other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);
}
