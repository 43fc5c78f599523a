using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>One object of a trace file; absent members are empty.</summary>
internal readonly record struct ChromeEvent(
    string Name, string Phase, long Microseconds, string Lane, string Flow, ImmutableDictionary<string, string> Details)
{
    public DateTimeOffset At => DateTimeOffset.UnixEpoch.AddTicks(Microseconds * TimeSpan.TicksPerMicrosecond);
}
