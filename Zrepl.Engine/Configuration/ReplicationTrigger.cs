using Zrepl.Engine.Schedules;

namespace Zrepl.Engine.Configuration;

/// <summary>What makes an active job replicate, beside requests and snapshots.</summary>
public abstract record ReplicationTrigger
{
    private ReplicationTrigger() { }

    /// <summary><c>interval: manual</c>: only requests.</summary>
    public sealed record Manual : ReplicationTrigger;

    /// <summary><c>interval: 10m</c>.</summary>
    /// <param name="Interval">More than zero.</param>
    public sealed record Every(TimeSpan Interval) : ReplicationTrigger;

    /// <summary><c>cron: "0 3 * * *"</c>.</summary>
    /// <param name="Expression">When.</param>
    public sealed record Cron(CronExpression Expression) : ReplicationTrigger;
}
