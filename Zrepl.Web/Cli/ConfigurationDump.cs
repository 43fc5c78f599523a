using System.Text;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Units;

namespace Zrepl.Web.Cli;

/// <summary>The configuration as text: canonical and loadable, or a table of its jobs. Source: spec A3.</summary>
internal static class ConfigurationDump
{
    public static string Of(ZreplConfiguration configuration, string what, string format, bool showsSecrets)
    {
        var asked = what == "logging" ? configuration with { Jobs = [] } : configuration;
        return (what, format) switch
        {
            ("jobs", "pretty") => Table(configuration.Jobs),
            (_, "json") => CanonicalConfiguration.ToJson(asked, showsSecrets),
            _ => CanonicalConfiguration.ToYaml(asked, showsSecrets).TrimEnd('\n'),
        };
    }

    private static string Table(IEnumerable<JobDefinition> jobs)
    {
        string[][] rows =
        [
            ["NAME", "TYPE", "PEER", "WHEN", "DATASETS"],
            .. jobs.Select(job => new[] { NameOf(job), job.Type, PeerOf(job), WhenOf(job), DatasetsOf(job) }),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows) text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        return text.ToString().TrimEnd('\n');
    }

    private static string NameOf(JobDefinition job) => job.IsEnabled ? job.Name.Text : job.Name.Text + " (disabled)";

    private static string PeerOf(JobDefinition job) => PeerText.Of(job) is { Length: > 0 } peer ? peer : "-";

    private static string WhenOf(JobDefinition job) => job switch
    {
        PushJobDefinition push => WhenOf(push.Snapshotting),
        SourceJobDefinition source => WhenOf(source.Snapshotting),
        SnapJobDefinition snap => WhenOf(snap.Snapshotting),
        PullJobDefinition { Trigger: ReplicationTrigger.Every every } => $"every {GoDuration.Format(every.Interval)}",
        PullJobDefinition { Trigger: ReplicationTrigger.Cron cron } => $"cron {cron.Expression}",
        PullJobDefinition => "manual",
        _ => "-",
    };

    private static string WhenOf(SnapshottingDefinition snapshotting) => snapshotting switch
    {
        SnapshottingDefinition.Periodic periodic => $"every {GoDuration.Format(periodic.Interval)}",
        SnapshottingDefinition.Cron cron => $"cron {cron.Expression}",
        _ => "manual",
    };

    private static string DatasetsOf(JobDefinition job) => job switch
    {
        PushJobDefinition push => FilterOf(push.Filesystems),
        SourceJobDefinition source => FilterOf(source.Filesystems),
        SnapJobDefinition snap => FilterOf(snap.Filesystems),
        PullJobDefinition pull => pull.RootFs.ToString(),
        SinkJobDefinition sink => sink.RootFs.ToString(),
        _ => "-",
    };

    private static string FilterOf(Engine.Filters.FilesystemFilter filter) =>
        string.Join(", ", filter.Rules.Select(rule => rule.Includes ? rule.Pattern : $"not {rule.Pattern}"));
}
