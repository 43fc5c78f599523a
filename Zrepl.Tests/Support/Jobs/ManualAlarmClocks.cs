using System.Collections.Concurrent;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Snapshotting;
using Zrepl.Tests.Engine.Snapshotting;

namespace Zrepl.Tests.Support.Jobs;

/// <summary>Alarm clocks that a test advances.</summary>
internal sealed class ManualAlarmClocks(DateTimeOffset start) : IAlarmClocks
{
    private readonly ConcurrentDictionary<string, TestAlarmClock> _clocks = new();

    public TestAlarmClock Of(string job, string activity) => _clocks.GetOrAdd($"{job} {activity}", _ =>
    {
        var clock = new TestAlarmClock();
        clock.AdvanceTo(start);
        return clock;
    });

    public IAlarmClock Create(string job, string activity) => Of(job, activity);

    public ValueTask DisposeAsync() => default;
}
