namespace Zrepl.Engine.Status;

/// <summary>When a job does something next by itself.</summary>
/// <param name="Time">The time.</param>
/// <param name="Reason">Why then, in words: <c>every 10m</c>, <c>cron 0 3 * * * (UTC)</c>, <c>after the next snapshots</c>.</param>
public sealed record NextRun(DateTimeOffset Time, string Reason);
