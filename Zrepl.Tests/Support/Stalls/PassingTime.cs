using Zrepl.Engine.Stalls;

namespace Zrepl.Tests.Support.Stalls;

/// <summary>
/// Lets time pass for a guard: look by look, each only after the one before is over. What happens in real time, such as commands that run, has to be waited
/// for by the test.
/// </summary>
internal static class PassingTime
{
    /// <summary>Lets so much time pass, or less if the work ends before.</summary>
    public static async Task PassAsync(this WatchedClock clock, TimeSpan time, Task work, Func<Task>? betweenLooks = null)
    {
        var look = StallLimits.Default.LookEvery;
        for (var passed = TimeSpan.Zero; passed < time; passed += look)
        {
            if (!await NextAsync(clock, look, work)) return;
            clock.Advance(look);
            if (betweenLooks is not null) await betweenLooks();
        }

        await NextAsync(clock, look, work);
    }

    /// <summary>Lets time pass until something is so.</summary>
    public static async Task PassUntilAsync(this WatchedClock clock, Func<bool> isSo, Task work)
    {
        for (var looks = 0; !isSo(); looks++)
        {
            Assert.True(looks < 1000 && !work.IsCompleted, "It did not come to that.");
            await clock.PassAsync(StallLimits.Default.LookEvery, work);
        }
    }

    // False once the work is over. A timer of exactly one look is the guard's.
    private static async Task<bool> NextAsync(WatchedClock clock, TimeSpan look, Task work)
    {
        await Task.WhenAny(clock.RunningAsync(due => due == look), work);
        return !work.IsCompleted;
    }
}
