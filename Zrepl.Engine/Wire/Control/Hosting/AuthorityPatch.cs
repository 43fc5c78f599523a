using System.Buffers;

namespace Zrepl.Engine.Wire.Control.Hosting;

/// <summary>
/// Lets Kestrel accept the clients of Go zrepl 0.6, whose <c>:authority</c> is <c>doesn't matter done by dialer</c>, or the same with
/// <c>%20</c> (spec wire 4.5). In the header blocks of an HTTP/2 stream the Huffman-coded value is replaced by one of the same length without
/// blanks or percent signs. As nothing changes its length, the compression tables of both ends stay in step. Every block is looked at, because
/// a value that fell out of the client's table is sent again.
/// </summary>
internal sealed class AuthorityPatch
{
    /// <summary>Length of what each client sends before its first frame.</summary>
    public const int PrefaceLength = 24;

    private const int HeaderLength = 9; // length:24 | type:8 | flags:8 | stream:32
    private const byte Headers = 1;
    private const byte Continuation = 9;
    private const byte EndHeaders = 0x4;
    private const byte Padded = 0x8;
    private const byte Priority = 0x20;
    private const int MaxBlock = 256 * 1024; // Kestrel refuses far shorter ones

    // 41: literal, to be indexed, with the name of table entry 1 (:authority); then length with the Huffman bit; then the code.
    private static readonly (byte[] Sent, byte[] Accepted)[] Patches =
    [
        ([0x41, 0x95, 0x90, 0xe5, 0x45, 0x5f, 0xe9, 0x2a, 0x52, 0x34, 0xa4, 0xb6, 0x29, 0x21, 0xea, 0x2a, 0x91, 0xfa, 0x52, 0x43, 0x0e, 0x82, 0xd9],
            [0x41, 0x95, 0x90, 0xe5, 0x45, 0x5f, 0xe9, 0x2b, 0x52, 0x34, 0xa4, 0xb6, 0x2d, 0x21, 0xea, 0x2a, 0xd1, 0xfa, 0x5a, 0x43, 0x0e, 0x82, 0xd9]),
        ([0x41, 0x9a, 0x90, 0xe5, 0x45, 0x5f, 0xe9, 0x2a, 0x88, 0x14, 0x8d, 0x29, 0x2d, 0x8a, 0x88, 0x12, 0x1e, 0xa2, 0xaa, 0x20, 0x47, 0xe9, 0x51, 0x02, 0x43, 0x0e, 0x82, 0xd9],
            [0x41, 0x9a, 0x90, 0xe5, 0x45, 0x5f, 0xe9, 0x2b, 0x08, 0x14, 0x8d, 0x29, 0x2d, 0x8b, 0x08, 0x12, 0x1e, 0xa2, 0xac, 0x20, 0x47, 0xe9, 0x61, 0x02, 0x43, 0x0e, 0x82, 0xd9]),
    ];

    private readonly ArrayBufferWriter<byte> _held = new(); // frames of an unfinished header block, or a piece of a frame header
    private readonly List<Range> _fragments = []; // where the block's parts are in what is held
    private int _passing = PrefaceLength; // bytes to hand on unseen
    private int _wanted = HeaderLength; // bytes to hold before the next look
    private bool _hasHeader;
    private int _frame; // where the current frame begins in what is held

    /// <summary>Takes bytes of the stream and gives out what can be handed on.</summary>
    public void Process(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        while (!bytes.IsEmpty)
        {
            if (_passing > 0)
            {
                var count = Math.Min(_passing, bytes.Length);
                output.Write(bytes[..count]);
                _passing -= count;
                bytes = bytes[count..];
                continue;
            }

            var missing = Math.Min(_wanted - _held.WrittenCount, bytes.Length);
            _held.Write(bytes[..missing]);
            bytes = bytes[missing..];
            if (_held.WrittenCount == _wanted) Look(output);
        }
    }

    private void Look(IBufferWriter<byte> output)
    {
        var header = _held.WrittenSpan[^HeaderLength..];
        if (_hasHeader)
        {
            EndOfFrame(output);
            return;
        }

        var (length, type) = ((header[0] << 16) | (header[1] << 8) | header[2], header[3]);
        var isOfBlock = type == Headers || (type == Continuation && _fragments.Count > 0);
        if (!isOfBlock || _held.WrittenCount + length > MaxBlock)
        {
            HandOn(output);
            _passing = length;
            return;
        }

        _frame = _held.WrittenCount - HeaderLength;
        _wanted = _held.WrittenCount + length;
        _hasHeader = true;
        if (length == 0) EndOfFrame(output);
    }

    private void EndOfFrame(IBufferWriter<byte> output)
    {
        _hasHeader = false;
        var frame = _held.WrittenSpan[_frame..];
        var (type, flags) = (frame[3], frame[4]);
        _fragments.Add(FragmentOf(frame, type, flags, _frame + HeaderLength));
        if ((flags & EndHeaders) == 0)
        {
            _wanted = _held.WrittenCount + HeaderLength;
            return;
        }

        Patch();
        HandOn(output);
    }

    private static Range FragmentOf(ReadOnlySpan<byte> frame, byte type, byte flags, int payloadStart)
    {
        var payload = frame[HeaderLength..];
        if (type != Headers) return payloadStart..(payloadStart + payload.Length);
        var padding = (flags & Padded) != 0 && payload.Length > 0 ? payload[0] : 0;
        var before = ((flags & Padded) != 0 ? 1 : 0) + ((flags & Priority) != 0 ? 5 : 0);
        var end = Math.Max(before, payload.Length - padding);
        return (payloadStart + Math.Min(before, payload.Length))..(payloadStart + Math.Min(end, payload.Length));
    }

    private void Patch()
    {
        var held = System.Runtime.InteropServices.MemoryMarshal.AsMemory(_held.WrittenMemory).Span;
        var block = new byte[_fragments.Sum(range => range.End.Value - range.Start.Value)];
        Copy(held, block, toBlock: true);
        foreach (var (sent, accepted) in Patches)
        {
            if (block.AsSpan().IndexOf(sent) is not (>= 0 and var at)) continue;
            accepted.CopyTo(block, at);
            Copy(held, block, toBlock: false);
            return;
        }
    }

    private void Copy(Span<byte> held, Span<byte> block, bool toBlock)
    {
        foreach (var range in _fragments)
        {
            var fragment = held[range];
            if (toBlock) fragment.CopyTo(block);
            else block[..fragment.Length].CopyTo(fragment);
            block = block[fragment.Length..];
        }
    }

    private void HandOn(IBufferWriter<byte> output)
    {
        output.Write(_held.WrittenSpan);
        _held.ResetWrittenCount();
        _fragments.Clear();
        _wanted = HeaderLength;
    }
}
