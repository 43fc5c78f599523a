using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;

namespace Zrepl.Zfs.Simulator;

/// <summary>Stands between a command and one of its pipes and does to the bytes what the faults of that stream say.</summary>
internal sealed class FaultyPipe(ImmutableArray<Fault> faults, CommandStream side, TimeProvider clock)
{
    private const int Chunk = 16 * 1024;

    private long _moved;

    /// <summary>True if some fault touches the stream.</summary>
    public static bool IsNeeded(ImmutableArray<Fault> faults, CommandStream side) => faults.Any(fault => StreamOf(fault) == side);

    /// <summary>Moves bytes until the stream or the fault ends it.</summary>
    /// <returns>The fault that ended it, or null at its natural end.</returns>
    public async Task<Fault?> MoveAsync(PipeReader from, PipeWriter to, CancellationToken cancellation)
    {
        while (true)
        {
            if (faults.FirstOrDefault(EndsNow) is { } end) return end;
            if (faults.OfType<Fault.Stall>().FirstOrDefault(stall => stall.Stream == side && stall.AfterBytes == _moved) is { } stall)
                await Released(stall.Released, cancellation);
            var read = await from.ReadAsync(cancellation);
            var part = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, UpToNextEvent()));
            var isOver = await PassOnAsync(part, to, cancellation);
            from.AdvanceTo(part.End);
            if (isOver || (read.IsCompleted && part.Length == read.Buffer.Length)) return null;
        }
    }

    /// <summary>Waits for the release of a fault, for ever if there is none, or until the command is killed.</summary>
    public static Task Released(Task? released, CancellationToken killed) => released?.WaitAsync(killed) ?? Task.Delay(Timeout.Infinite, killed);

    private static CommandStream? StreamOf(Fault fault) => fault switch
    {
        Fault.Stall stall => stall.Stream,
        Fault.Cut cut => cut.Stream,
        Fault.FailAfter fail => fail.Stream,
        Fault.Corrupt corrupt => corrupt.Stream,
        Fault.Slow slow => slow.Stream,
        _ => null,
    };

    private bool EndsNow(Fault fault) => StreamOf(fault) == side && fault is Fault.Cut or Fault.FailAfter && EventOf(fault) == _moved;

    private static long EventOf(Fault fault) => fault switch
    {
        Fault.Stall stall => stall.AfterBytes,
        Fault.Cut cut => cut.AfterBytes,
        Fault.FailAfter fail => fail.AfterBytes,
        _ => long.MaxValue,
    };

    private long UpToNextEvent() => faults.Where(fault => StreamOf(fault) == side).Select(EventOf).Where(place => place > _moved)
        .Select(place => place - _moved).Append(Chunk).Min();

    private async Task<bool> PassOnAsync(ReadOnlySequence<byte> part, PipeWriter to, CancellationToken cancellation)
    {
        var length = (int)part.Length;
        if (length == 0) return false;
        var target = to.GetMemory(length);
        part.CopyTo(target.Span);
        foreach (var corrupt in faults.OfType<Fault.Corrupt>())
            if (corrupt.Stream == side && corrupt.AtByte >= _moved && corrupt.AtByte < _moved + length) target.Span[(int)(corrupt.AtByte - _moved)] ^= 0x5A;
        to.Advance(length);
        _moved += length;
        foreach (var slow in faults.OfType<Fault.Slow>())
            if (slow.Stream == side) await Task.Delay(TimeSpan.FromSeconds((double)length / slow.BytesPerSecond), clock, cancellation);
        return (await to.FlushAsync(cancellation)).IsCompleted;
    }
}
