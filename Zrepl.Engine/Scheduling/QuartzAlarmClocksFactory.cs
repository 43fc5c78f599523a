using Zrepl.Engine.Jobs;

namespace Zrepl.Engine.Scheduling;

/// <summary>Gives each engine a Quartz scheduler of its own.</summary>
internal sealed class QuartzAlarmClocksFactory : IAlarmClocksFactory
{
    public IAlarmClocks Create(string engine, TimeProvider clock, TimeSpan recheckEvery) => new QuartzAlarmClocks(engine, clock, recheckEvery);
}
