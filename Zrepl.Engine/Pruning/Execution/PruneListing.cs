using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;

namespace Zrepl.Engine.Pruning.Execution;

/// <summary>
/// The first part of a run: which filesystems there are. Tried again for a while when the connection is lost. Source: spec 3.10.
/// </summary>
internal static class PruneListing
{
    /// <returns>The filesystems, or null if the run has failed; the report then says why.</returns>
    public static async Task<ImmutableArray<PruneCandidate>?> ListAsync(PruneContext run)
    {
        var began = run.Services.Clock.GetTimestamp();
        while (true)
        {
            var wakeUp = run.Services.Backoff.NextWakeUp;
            try
            {
                using var operation = run.Services.Progress.Begin("list filesystems");
                return await run.Planner.ListAsync(run.Stop.Token);
            }
            catch (Exception failure)
            {
                var again = run.ClassOf(failure) == FailureClass.Connectivity
                    && run.Services.Clock.GetElapsedTime(began) + run.Options.RetryInterval <= run.Options.ReconnectWindow
                    && await PauseAsync(run, failure, wakeUp);
                if (again) continue;
                run.Live.Change(report => report with { State = PruneState.PlanErr, Error = run.TextOf(failure), SleepUntil = null });
                if (run.Stop.Reason is null) run.Services.Logger.ListingFailed(run.Task.Side, run.TextOf(failure));
                return null;
            }
        }
    }

    // False if the run was stopped meanwhile.
    private static async Task<bool> PauseAsync(PruneContext run, Exception failure, Task wakeUp)
    {
        run.Services.Logger.ListingIsTriedAgain(run.Task.Side, run.Options.RetryInterval, FailureText.Of(failure));
        run.Live.Change(report => report with { SleepUntil = run.Services.Clock.GetLocalNow() + run.Options.RetryInterval });
        using var pause = run.Services.Progress.Pause();
        try
        {
            await Signal.WaitAsync(wakeUp, run.Options.RetryInterval, run.Services.Clock, run.Stop.Token);
            run.Live.Change(report => report with { SleepUntil = null });
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
