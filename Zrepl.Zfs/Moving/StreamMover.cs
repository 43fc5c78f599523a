using System.IO.Pipes;

namespace Zrepl.Zfs.Moving;

/// <summary>Moves what a stream gives into the pipe of a command, past the streams around it that only count.</summary>
public sealed class StreamMover
{
    private readonly IMovableStream _from;
    private readonly PipeStream _to;
    private readonly TransparentStreams _counters;

    private StreamMover(IMovableStream from, PipeStream to, TransparentStreams counters) => (_from, _to, _counters) = (from, to, counters);

    /// <summary>What can move bytes from here to there, or null if somebody has to read and write them.</summary>
    public static StreamMover? Between(Stream from, Stream to)
    {
        if (!Splice.IsPossible || to is not PipeStream { IsConnected: true } pipe) return null;
        var streams = TransparentStreams.Around(from);
        return streams.Innermost is IMovableStream { CanMove: true } movable ? new(movable, pipe, streams) : null;
    }

    /// <summary>Moves until reading has to tell what comes next, see <see cref="IMovableStream.MoveAsync"/>.</summary>
    /// <returns>False if nobody reads the pipe any more.</returns>
    public Task<bool> MoveAsync(CancellationToken cancellation) => _from.MoveAsync(_to.SafePipeHandle, _counters.Count, cancellation);
}
