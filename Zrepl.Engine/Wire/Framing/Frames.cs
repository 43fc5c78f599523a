using System.Buffers;

namespace Zrepl.Engine.Wire.Framing;

/// <summary>Writes whole messages as frames (spec wire 5.3). What goes out together is put into one buffer and sent with one write.</summary>
internal static class Frames
{
    /// <summary>The frame that ends everything.</summary>
    public static readonly ReadOnlyMemory<byte> End = Empty(FrameType.End);

    /// <summary>The frame that says we live.</summary>
    public static readonly ReadOnlyMemory<byte> Heartbeat = Empty(FrameType.Heartbeat);

    /// <summary>Our last frame.</summary>
    public static readonly ReadOnlyMemory<byte> Reset = Empty(FrameType.Reset);

    /// <summary>A message: its body in frames of at most <paramref name="largest"/> bytes, none of them empty, then an end.</summary>
    public static void WriteMessage(IBufferWriter<byte> to, FrameType type, ReadOnlySpan<byte> body, int largest)
    {
        while (!body.IsEmpty)
        {
            var part = body[..Math.Min(body.Length, largest)];
            var frame = to.GetSpan(FrameHeader.Length + part.Length);
            new FrameHeader(type, (uint)part.Length).Write(frame);
            part.CopyTo(frame[FrameHeader.Length..]);
            to.Advance(FrameHeader.Length + part.Length);
            body = body[part.Length..];
        }

        to.Write(End.Span);
    }

    private static byte[] Empty(FrameType type)
    {
        var frame = new byte[FrameHeader.Length];
        new FrameHeader(type, 0).Write(frame);
        return frame;
    }
}
