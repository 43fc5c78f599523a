namespace Zrepl.Web.Live;

/// <summary>What a page hears although nothing happened: that time went by, so that what is not late yet can become so.</summary>
internal static class SlowTicks
{
    /// <summary>Seconds between two ticks.</summary>
    public const int Seconds = 10;

    /// <summary>Calls <paramref name="onTick"/> every few seconds, and ends that together with another subscription.</summary>
    public static IDisposable With(this IDisposable other, LiveClock clock, Action onTick)
    {
        var ticks = 0;
        return new Two(other, clock.Subscribe(() =>
        {
            if (Interlocked.Increment(ref ticks) % Seconds == 0) onTick();
        }));
    }

    private sealed class Two(IDisposable one, IDisposable other) : IDisposable
    {
        public void Dispose()
        {
            one.Dispose();
            other.Dispose();
        }
    }
}
