namespace Zrepl.Engine.Replication.Reports;

/// <summary>A snapshot that both sides have.</summary>
/// <param name="Name">Short name.</param>
/// <param name="TakenAt">When the sender took it.</param>
public sealed record SharedSnapshot(string Name, DateTimeOffset TakenAt);
