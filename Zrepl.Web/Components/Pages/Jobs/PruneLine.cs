using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>Pruning of one dataset in words.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Kind">What its state means.</param>
/// <param name="Word">State in a word.</param>
/// <param name="Text">What happens to its snapshots.</param>
/// <param name="Destroyed">Names of the snapshots that go, oldest first.</param>
/// <param name="Error">Its error in full, or null.</param>
/// <param name="Warning">Something to know, or null.</param>
public sealed record PruneLine(
    string Dataset, StateKind Kind, string Word, string Text, ImmutableArray<string> Destroyed, string? Error, string? Warning)
{
    private const int MostNames = 5;

    /// <summary>The datasets of a report, those still to do first, those without work last.</summary>
    public static ImmutableArray<PruneLine> Rows(PruneReport report) =>
    [
        .. (report.Pending ?? []).Select(filesystem => From(filesystem, isDone: false))
            .Concat((report.Completed ?? []).Select(filesystem => From(filesystem, isDone: true)))
            .OrderBy(line => line.Kind).ThenBy(line => line.Destroyed.IsEmpty),
    ];

    private static PruneLine From(PrunedFilesystem filesystem, bool isDone)
    {
        var destroyed = filesystem.DestroyList ?? [];
        var all = filesystem.SnapshotList?.Length ?? 0;
        var (kind, word) = filesystem switch
        {
            { LastError.Length: > 0 } => (StateKind.Failed, "failed"),
            { SkipReason.Length: > 0 } => (StateKind.Idle, "left out"),
            _ when isDone => (StateKind.Ok, "done"),
            _ => (StateKind.Running, "waits its turn"),
        };
        var text = filesystem.SkipReason.Length > 0 ? filesystem.SkipReason
            : destroyed.IsEmpty ? $"keeps all {all}"
            : isDone && filesystem.LastError.Length == 0 ? $"destroyed {destroyed.Length}, keeps {all - destroyed.Length}"
            : $"to destroy {destroyed.Length}, to keep {all - destroyed.Length}";
        var warning = HeldText(filesystem.HeldList ?? []) + filesystem.Warning;
        return new(
            filesystem.Filesystem, kind, word, text, [.. destroyed.Select(snapshot => "@" + snapshot.Name)],
            filesystem.LastError.Length > 0 ? filesystem.LastError : null, warning.Length > 0 ? warning.Trim() : null);
    }

    private static string HeldText(ImmutableArray<HeldSnapshot> held)
    {
        if (held.IsEmpty) return "";
        var reasons = held.GroupBy(snapshot => snapshot.Reason).Select(group => $"{Names([.. group])}: {group.Key}");
        var advice = held.Any(snapshot => snapshot.IsBySomebody) ? "zfs holds tells by whom, zfs release lets go. " : "";
        return $"Not destroyed: {string.Join("; ", reasons)}. {advice}";
    }

    private static string Names(ImmutableArray<HeldSnapshot> snapshots) =>
        string.Join(", ", snapshots.Take(MostNames).Select(snapshot => "@" + snapshot.Name))
        + (snapshots.Length > MostNames ? $" and {snapshots.Length - MostNames} more" : "");
}
