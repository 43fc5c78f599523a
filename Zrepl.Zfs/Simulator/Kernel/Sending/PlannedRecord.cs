using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Sending;

/// <summary>One record of a stream before its payload is made, so that a stream can be measured without making it.</summary>
/// <param name="Record">The record; checksums of its block are still missing.</param>
/// <param name="Payload">Its payload, if it is there already.</param>
/// <param name="Block">Where the payload comes from, or null.</param>
internal readonly record struct PlannedRecord(StreamRecord Record, ReadOnlyMemory<byte> Payload = default, BlockSource? Block = null)
{
    /// <summary>Bytes it takes in the stream.</summary>
    public ulong Length => StreamRecord.Length + Record.PayloadLength;
}

/// <summary>A block, or a part of one that is too large for the stream.</summary>
/// <param name="Data">What the block holds.</param>
/// <param name="Number">Its number in the object.</param>
/// <param name="BlockSize">Bytes of the whole block.</param>
/// <param name="Skip">Bytes of it before the part.</param>
internal sealed record BlockSource(BlockData Data, ulong Number, uint BlockSize, uint Skip);
