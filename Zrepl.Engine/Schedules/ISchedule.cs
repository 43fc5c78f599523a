namespace Zrepl.Engine.Schedules;

/// <summary>When something is due. A pure value: it neither waits nor knows what it is for. Source: spec replication 6.1.</summary>
public interface ISchedule
{
    /// <summary>The first due time strictly after <paramref name="after"/>; null if there is none.</summary>
    DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>The schedule in words for the operator: <c>every 10m</c>.</summary>
    string Describe();
}
