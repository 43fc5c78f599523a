using Zrepl.Engine.Replication.Reports;

namespace Zrepl.Tests.Support.Replication;

/// <summary>Short ways to say what a report says.</summary>
internal static class ReportReading
{
    public static FilesystemReport Of(this ReplicationReport report, string filesystem) =>
        report.Attempts[^1].Filesystems.Single(f => f.Info.Name == filesystem);

    public static IEnumerable<AttemptState> States(this ReplicationReport report) => report.Attempts.Select(a => a.State);

    public static string Plan(this FilesystemReport filesystem) => string.Join(", ", filesystem.Steps.Select(s =>
        (s.Info.From.Length == 0 ? "full" : s.Info.From) + "→" + s.Info.To + (s.Info.Resumed ? " resumed" : "")));
}
