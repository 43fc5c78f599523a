using System.Runtime.InteropServices;

namespace Zrepl.Zfs.Moving;

/// <summary>A stream whose bytes the kernel can move into a pipe, without a copy in this process.</summary>
public interface IMovableStream
{
    /// <summary>False: bytes have to be read.</summary>
    bool CanMove { get; }

    /// <summary>
    /// Moves bytes until reading has to tell what comes next: the end of the stream, a failure, bytes that somebody has to look at. Waits on a thread of
    /// its own; nobody may read meanwhile.
    /// </summary>
    /// <param name="pipe">The writing end.</param>
    /// <param name="moved">Told of bytes as they go, on that thread.</param>
    /// <param name="cancellation">Ends it soon, without an exception.</param>
    /// <returns>False if nobody reads the pipe any more.</returns>
    Task<bool> MoveAsync(SafeHandle pipe, Action<int> moved, CancellationToken cancellation);
}
