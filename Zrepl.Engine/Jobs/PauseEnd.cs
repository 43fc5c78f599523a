using Zrepl.Engine.Progress;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Jobs;

/// <summary>Ends a pause at the time an operator set, by the wall clock, so that a machine that slept meanwhile is not paused for longer.</summary>
/// <param name="until">When the pause ends by itself; null: there is none, or it does not.</param>
/// <param name="changed">Set when <paramref name="until"/> changed.</param>
/// <param name="resume">Ends the pause.</param>
/// <param name="alarm">Rings at a time.</param>
/// <param name="clock">The wall clock.</param>
internal sealed class PauseEnd(Func<DateTimeOffset?> until, Signal changed, Action resume, IAlarmClock alarm, TimeProvider clock)
{
    /// <summary>Ends pauses until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var task = Tracer.StartTask("pause");
        try
        {
            while (true)
            {
                var next = changed.Next;
                if (until() is not { } time) await next.WaitAsync(cancellation);
                else if (time <= clock.GetUtcNow() || (await IsOverAsync(time, next, cancellation) && until() == time)) resume();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    // False: another end was set, or the clock was; the caller looks again.
    private async Task<bool> IsOverAsync(DateTimeOffset time, Task next, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var due = alarm.WaitUntilAsync(time, enough.Token);
        await Task.WhenAny(due, next);
        await enough.CancelAsync();
        try
        {
            return await due is AlarmReason.Due;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
