namespace Zrepl.Engine.Replication.Reports;

/// <summary>Which filesystem a report is about.</summary>
/// <param name="Name">The sender's path.</param>
public sealed record FilesystemInfo(string Name);
