using System.Buffers.Binary;

namespace Zrepl.Engine.Wire.Framing;

/// <summary>
/// What stands before each payload (spec wire 5.1):
/// <code>
///   offset 0        4        8
///          |  type  | length | payload ...     both uint32, big endian
/// </code>
/// The length is checked against <see cref="WireLimits.MaxPayload"/> before anything is done with it.
/// </summary>
internal readonly record struct FrameHeader(FrameType Type, uint PayloadLength)
{
    public const int Length = 8;

    private const uint LayersBelowStreams = 0xFF00_0000;

    /// <summary>False for types that only the frame and heartbeat layers may use and that are none of theirs.</summary>
    public bool IsKnownToLayers =>
        Type is FrameType.Heartbeat or FrameType.Reset || ((uint)Type & LayersBelowStreams) == 0;

    /// <summary>Reads the first 8 bytes.</summary>
    public static FrameHeader Read(ReadOnlySpan<byte> bytes) =>
        new((FrameType)BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));

    /// <summary>Writes the first 8 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Type);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], PayloadLength);
    }
}
