using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Progress;

/// <summary>
/// Notices that a phase gets nothing done although its peer is alive, as when a <c>zfs recv</c> hangs. One per phase. Source: spec 2.6.
/// </summary>
/// <param name="progress">What the phase reports to.</param>
/// <param name="limits">When to warn and when to cancel.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Told about stalls.</param>
public sealed class ProgressWatchdog(ProgressToken progress, WatchdogLimits limits, TimeProvider clock, ILogger<ProgressWatchdog> logger)
{
    /// <summary>Since when nothing was done, once that is longer than <see cref="WatchdogLimits.WarnAfter"/>; else null.</summary>
    public DateTimeOffset? StalledSince =>
        progress.Quiet is var quiet && quiet >= limits.WarnAfter ? clock.GetUtcNow() - quiet : null;

    /// <summary>Runs a phase under watch.</summary>
    /// <param name="phase">Its name for log lines.</param>
    /// <param name="stop">Stops the phase from outside.</param>
    /// <param name="work">The phase; is given a stop of its own, which the watchdog may use, so that the next phase still runs.</param>
    /// <returns>What <paramref name="work"/> returns; its exceptions pass through.</returns>
    public async Task<T> GuardAsync<T>(string phase, StopSource stop, Func<StopSource, Task<T>> work)
    {
        using var phaseStop = new StopSource(stop);
        using var phaseEnded = new CancellationTokenSource();
        var watch = WatchAsync(phase, phaseStop, phaseEnded.Token);
        try
        {
            return await work(phaseStop);
        }
        finally
        {
            await phaseEnded.CancelAsync();
            await watch;
        }
    }

    private async Task WatchAsync(string phase, StopSource phaseStop, CancellationToken phaseEnded)
    {
        var warned = false;
        var longest = limits.CancelAfter is { } cancelAfter && cancelAfter < limits.WarnAfter ? cancelAfter : limits.WarnAfter;
        while (phaseStop.Reason is null)
        {
            var quiet = progress.Quiet;
            if (quiet >= limits.CancelAfter)
            {
                logger.PhaseCancelled(phase, quiet, InFlight());
                phaseStop.Stop(StopReason.NoProgressFor(quiet));
                return;
            }

            var stalled = quiet >= limits.WarnAfter;
            if (stalled && !warned) logger.PhaseStalled(phase, quiet, InFlight());
            if (!stalled && warned) logger.PhaseGoesOn(phase);
            warned = stalled;
            try { await Task.Delay(UntilNextLook(quiet, longest), clock, phaseEnded); }
            catch (OperationCanceledException) { return; }
        }
    }

    // The next moment at which a limit can be reached if nothing happens until then.
    private TimeSpan UntilNextLook(TimeSpan quiet, TimeSpan longest)
    {
        var next = longest;
        if (quiet < limits.WarnAfter) next = Min(next, limits.WarnAfter - quiet);
        if (limits.CancelAfter is { } cancelAfter) next = Min(next, cancelAfter - quiet);
        return next;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private string InFlight() => string.Join("; ", progress.InFlight.Select(operation => $"{operation.Text} (since {operation.Since:O})"));
}
