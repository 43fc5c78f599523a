using System.Collections.Concurrent;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Tracing.Commands;
using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// How long listing, snapshots, bookmarks and destroying take, per filesystem. One command of ours may be about many filesystems: its time counts for each
/// that it names, so that of a listing for the roots it was asked for. Source: spec D1.
/// </summary>
internal sealed class ZfsOperationMetrics(MetricRegistry registry)
{
    /// <summary>So many filesystems have series of their own; those that come later share one.</summary>
    public const int MostFilesystems = 1000;

    /// <summary>The label of those that share.</summary>
    public const string Others = "(others)";

    private const string WholeHost = "<"; // as in a filter

    // Options of zfs list and zfs destroy that take a value in the next argument.
    private static readonly HashSet<string> WithValue = ["-o", "-d", "-t", "-s", "-S"];

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly MetricFamily _list = Family(registry, "zrepl_zfs_list_filesystem_versions_duration", "seconds to list the snapshots and bookmarks of a filesystem, or of all below it", "filesystem");
    private readonly MetricFamily _snapshot = Family(registry, "zrepl_zfs_snapshot_duration", "seconds to take a snapshot, or all that were taken at the same moment", "filesystem");
    private readonly MetricFamily _bookmark = Family(registry, "zrepl_zfs_bookmark_duration", "seconds to make a bookmark", "filesystem");
    private readonly MetricFamily _destroy = Family(registry, "zrepl_zfs_destroy_duration", "seconds to destroy a snapshot or bookmark, or all that go in one command", "dataset_type", "filesystem");

    /// <summary>A command has ended.</summary>
    public void Finished(FinishedZfsCommand finished)
    {
        var command = finished.Command;
        if (command.Program != ZfsProgram.Zfs) return;
        var seconds = finished.Elapsed.TotalSeconds;
        switch (command.Verb)
        {
            case "list" when ListsVersions(command):
                foreach (var filesystem in FilesystemsOf(command).DefaultIfEmpty(WholeHost)) _list.With(LabelOf(filesystem)).Observe(seconds);
                break;
            case "snapshot":
                foreach (var filesystem in FilesystemsOf(command)) _snapshot.With(LabelOf(filesystem)).Observe(seconds);
                break;
            case "bookmark":
                foreach (var filesystem in FilesystemsOf(command)) _bookmark.With(LabelOf(filesystem)).Observe(seconds);
                break;
            case "destroy" when !command.OnlyAsks():
                foreach (var target in Operands(command).Take(1)) _destroy.With(TypeOf(target), LabelOf(FilesystemOf(target))).Observe(seconds);
                break;
            default:
                break;
        }
    }

    private static bool ListsVersions(ZfsCommand command) =>
        command.Arguments.IndexOf("-t") is >= 0 and var at && at + 1 < command.Arguments.Length
        && (command.Arguments[at + 1].Contains("snapshot", StringComparison.Ordinal) || command.Arguments[at + 1].Contains("bookmark", StringComparison.Ordinal));

    private static IEnumerable<string> FilesystemsOf(ZfsCommand command) => Operands(command).Select(FilesystemOf).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Operands(ZfsCommand command)
    {
        for (var i = 1; i < command.Arguments.Length; i++)
        {
            var argument = command.Arguments[i];
            if (WithValue.Contains(argument)) i++;
            else if (!argument.StartsWith('-')) yield return argument;
        }
    }

    private static string FilesystemOf(string operand) => operand.AsSpan().IndexOfAny('@', '#') is >= 0 and var end ? operand[..end] : operand;

    private static string TypeOf(string operand) =>
        operand.Contains('@', StringComparison.Ordinal) ? "snapshot" : operand.Contains('#', StringComparison.Ordinal) ? "bookmark" : "filesystem";

    private string LabelOf(string filesystem)
    {
        if (_known.ContainsKey(filesystem)) return filesystem;
        return _known.Count < MostFilesystems && _known.TryAdd(filesystem, true) ? filesystem : Others;
    }

    private static MetricFamily Family(MetricRegistry registry, string name, string help, params string[] labels) =>
        registry.Histogram(name, help, MetricRegistry.DefaultBuckets, [.. labels]);
}
