using System.Data.Common;
using System.Net.Sockets;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Hooks.Databases;

/// <summary>Runs what a database hook does within its time, and says in words why it failed.</summary>
internal static class DatabaseStep
{
    /// <summary>Runs it.</summary>
    /// <param name="work">Connecting and statements.</param>
    /// <param name="timeout">For all of it; null if there is no limit.</param>
    /// <param name="clock">Time.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why it failed, or null. Never holds a connection string.</returns>
    public static async Task<string?> FailureOfAsync(Func<CancellationToken, Task> work, TimeSpan? timeout, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await work(both.Token);
            return null;
        }
        catch (Exception failure) when (IsOfDatabase(failure) && cancellation.IsCancellationRequested)
        {
            return HookReasons.Cancelled;
        }
        catch (Exception failure) when (IsOfDatabase(failure) && limit.IsCancellationRequested)
        {
            return $"timed out after {GoDuration.Format(timeout ?? TimeSpan.Zero)}";
        }
        catch (Exception failure) when (failure is not OperationCanceledException && IsOfDatabase(failure))
        {
            return WordsOf(failure);
        }
    }

    // A driver does not wrap whatever its connection breaks with.
    private static bool IsOfDatabase(Exception failure) =>
        failure is OperationCanceledException or DbException or IOException or SocketException or TimeoutException;

    // Drivers tell which server they could not reach, and only the failure below tells why.
    private static string WordsOf(Exception failure)
    {
        var innermost = failure.GetBaseException();
        return failure.Message.Contains(innermost.Message, StringComparison.Ordinal) ? failure.Message : $"{failure.Message}: {innermost.Message}";
    }
}
