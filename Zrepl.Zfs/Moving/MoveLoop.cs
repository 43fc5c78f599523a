using System.Runtime.InteropServices;

namespace Zrepl.Zfs.Moving;

/// <summary>Moves bytes until there is a reason to stop: the one loop behind all ways, from a pipe or socket into a pipe or socket.</summary>
public static class MoveLoop
{
    /// <summary>Moves bytes. Waits on the caller's thread.</summary>
    /// <param name="from">Where they are.</param>
    /// <param name="to">Where they go. One of the two is a pipe.</param>
    /// <param name="most">After how many it is enough.</param>
    /// <param name="moved">Told of bytes as they go.</param>
    /// <param name="waitForBytes">Asked when there are none: waits, though not for long; false to stop.</param>
    /// <param name="cancellation">Ends it soon, without an exception.</param>
    /// <returns>
    /// How many went in all, and why no more: <see cref="MoveEnd.Moved"/> if it is enough or was cancelled, <see cref="MoveEnd.HasToWait"/> if the caller
    /// did not want to wait.
    /// </returns>
    /// <exception cref="IOException">Something is broken.</exception>
    public static (MoveEnd End, long Bytes) Run(
        SafeHandle from, SafeHandle to, long most, Action<int> moved, Func<CancellationToken, bool> waitForBytes, CancellationToken cancellation)
    {
        long total = 0;
        while (total < most && !cancellation.IsCancellationRequested)
        {
            var result = Splice.TryMove(from, to, (int)Math.Min(most - total, int.MaxValue));
            switch (result.End)
            {
                case MoveEnd.Moved:
                    total += result.Bytes;
                    moved(result.Bytes);
                    break;
                case MoveEnd.HasToWait when Splice.WaitForReadable(from, TimeSpan.Zero):
                    Splice.WaitForRoom(to, Splice.LongestWait); // how long the reader takes is not the source's silence
                    break;
                case MoveEnd.HasToWait when waitForBytes(cancellation):
                    break;
                default:
                    return (result.End, total);
            }
        }

        return (MoveEnd.Moved, total);
    }
}
