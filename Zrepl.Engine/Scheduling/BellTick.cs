using Quartz;

namespace Zrepl.Engine.Scheduling;

/// <summary>All that Quartz ever runs: rings the bell its trigger is named after.</summary>
internal sealed class BellTick(BellBoard bells) : IJob
{
    public static JobKey Key { get; } = new("bell", "_engine");

    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        bells.Ring(context.Trigger.Key.Name);
        return ValueTask.CompletedTask;
    }
}
