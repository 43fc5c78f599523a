using System.Runtime.InteropServices;

namespace Zrepl.Zfs.Moving;

/// <summary>Moves bytes from one pipe into another. Waits on the caller's thread.</summary>
internal static class PipeToPipe
{
    private const int Most = 1024 * 1024; // as much as our pipes hold

    // Cancellation is noticed after it at the latest.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Moves to the end of the one, or until the caller cancels.</summary>
    /// <returns>False if nobody reads the other any more.</returns>
    public static bool Move(SafeHandle from, SafeHandle to, Action<int> moved, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var result = Splice.TryMove(from, to, Most);
            switch (result.End)
            {
                case MoveEnd.Moved:
                    moved(result.Bytes);
                    break;
                case MoveEnd.SourceEnded:
                    return true;
                case MoveEnd.TargetClosed:
                    return false;
                case MoveEnd.HasToWait when Splice.WaitForReadable(from, TimeSpan.Zero):
                    Splice.WaitForRoom(to, LongestWait);
                    break;
                default:
                    Splice.WaitForReadable(from, LongestWait);
                    break;
            }
        }

        return true;
    }
}
