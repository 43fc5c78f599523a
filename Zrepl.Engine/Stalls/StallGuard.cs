using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Stalls;

/// <summary>
/// Looks at a stream while it is under way: tells when it stands still and when it goes on, and ends it when it has stood still for too long. One for all
/// streams of a job.
/// </summary>
/// <param name="limits">When to tell, and when to end it.</param>
/// <param name="board">Where it is shown.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Told of stalls and of their end.</param>
public sealed class StallGuard(StallLimits limits, IStallBoard board, TimeProvider clock, ILogger logger)
{
    /// <summary>Runs the work on a stream under watch.</summary>
    /// <param name="dataset">The dataset, for people.</param>
    /// <param name="step">What is done, for people.</param>
    /// <param name="watch">The stream.</param>
    /// <param name="work">The work; is given a token that is cancelled with the caller's and by the guard.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <param name="shown">Told, besides the board, how the stream stands; null: it moves, or is over.</param>
    /// <exception cref="StreamStalledException">The stream stood still, and the work ended because the guard wanted it.</exception>
    public async Task<T> RunAsync<T>(
        string dataset, string step, StreamWatch watch, Func<CancellationToken, Task<T>> work, CancellationToken cancellation,
        Action<StalledStream?>? shown = null)
    {
        await using var guarded = Begin(dataset, step, watch, cancellation, shown);
        try
        {
            return await work(guarded.Token);
        }
        catch (Exception failure)
        {
            if (guarded.Explain(failure) is { } stalled) throw stalled;
            throw;
        }
    }

    /// <summary>Begins to look at a stream whose work is not one call; disposing the result ends it.</summary>
    public GuardedStream Begin(
        string dataset, string step, StreamWatch watch, CancellationToken cancellation, Action<StalledStream?>? shown = null) =>
        new(dataset, step, watch, limits, board, shown, clock, logger, cancellation);
}
