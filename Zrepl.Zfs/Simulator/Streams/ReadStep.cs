namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>What reading on in a stream came to.</summary>
internal enum ReadOutcome
{
    /// <summary>A record whose checksums are right, payload included.</summary>
    Record,

    /// <summary>The END of the whole stream was read; what follows in the pipe is untouched.</summary>
    Ended,

    /// <summary>The input ended before the stream did.</summary>
    Truncated,

    /// <summary>A checksum is wrong, or a record makes no sense where it stands.</summary>
    Damaged,

    /// <summary>The input does not begin like a stream.</summary>
    NotAStream,
}

/// <summary>One step of reading.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Record">The record, of <see cref="ReadOutcome.Record"/>.</param>
/// <param name="Payload">Its payload; valid until the next step.</param>
/// <param name="BytesRead">Bytes of the stream up to the end of this record's payload; what resume tokens count.</param>
/// <param name="Problem">What is wrong, of <see cref="ReadOutcome.Damaged"/> and <see cref="ReadOutcome.NotAStream"/>.</param>
internal readonly record struct ReadStep(ReadOutcome Outcome, StreamRecord? Record, ReadOnlyMemory<byte> Payload, long BytesRead, string? Problem);
