using System.Globalization;

namespace Zrepl.Web.Hosting;

/// <summary>
/// Tells systemd again and again that this process is alive, if it is watched (<c>WatchdogSec=</c> of the unit): one that stands still, or whose threads are all
/// caught somewhere, is ended and started again. Source: sd_watchdog_enabled(3).
/// </summary>
internal sealed class SystemdWatchdog
{
    private const long LongestPatience = 24L * 3600 * 1_000_000; // a delay may not be as long as systemd can wait

    private readonly SystemdNotify _systemd;
    private readonly TimeProvider _clock;

    /// <summary>The watchdog of a process.</summary>
    /// <param name="systemd">Who watches.</param>
    /// <param name="variable">The environment: <c>WATCHDOG_USEC</c>, and <c>WATCHDOG_PID</c>, which says who of a family is meant.</param>
    /// <param name="process">This process.</param>
    /// <param name="clock">Time.</param>
    public SystemdWatchdog(SystemdNotify systemd, Func<string, string?> variable, int process, TimeProvider clock)
    {
        (_systemd, _clock) = (systemd, clock);
        if (Number(variable("WATCHDOG_PID")) is { } watched && watched != process) return;
        if (Number(variable("WATCHDOG_USEC")) is { } patience and > 0) Interval = TimeSpan.FromMicroseconds(Math.Min(patience, LongestPatience) / 2);
    }

    /// <summary>How often it is told: twice in the time that systemd waits. Null if nobody watches.</summary>
    public TimeSpan? Interval { get; }

    /// <summary>Tells it until cancelled; ends at once if nobody watches.</summary>
    /// <remarks>Each time from a thread of the pool that everything else needs, too: where none is to be had any more nothing is told.</remarks>
    public async Task RunAsync(CancellationToken end)
    {
        while (Interval is { } interval && !end.IsCancellationRequested)
        {
            _systemd.Alive();
            await Task.Delay(interval, _clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        }
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
