using System.Collections.Immutable;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Snapshotting.Reports;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>The snapshot of one dataset in words.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Kind">What that means.</param>
/// <param name="Word">State in a word.</param>
/// <param name="Snapshot">Its name; empty before the begin.</param>
/// <param name="StartAt">When it was begun, or null.</param>
/// <param name="DoneAt">When it ended, or null.</param>
/// <param name="Duration">How long it took; empty if unknown.</param>
/// <param name="Error">Its error in full and what to do, or null.</param>
/// <param name="Hooks">What the hooks did, as a preformatted table; empty without hooks.</param>
public sealed record SnapshotLine(
    string Dataset, SnapshotRowState State, StateKind Kind, string Word, string Snapshot, DateTimeOffset? StartAt, DateTimeOffset? DoneAt,
    string Duration, string? Error, string Hooks)
{
    /// <summary>The datasets of the current or last round; null if the job takes no snapshots by itself.</summary>
    public static ImmutableArray<SnapshotLine>? Rows(SnapshotterReport? report) => report switch
    {
        { Periodic: { } periodic } => [.. (periodic.Progress ?? []).Select(From)],
        { Cron: { } cron } => [.. (cron.Progress ?? []).Select(From)],
        _ => null,
    };

    private static SnapshotLine From(FilesystemReport row)
    {
        var (kind, word) = row.State switch
        {
            SnapshotRowState.Done => (StateKind.Ok, "taken"),
            SnapshotRowState.Error => (StateKind.Failed, row.SnapshotCreated is true ? "taken, but a hook failed" : "failed"),
            SnapshotRowState.Started => (StateKind.Running, "taking"),
            _ => (StateKind.Idle, "waits its turn"),
        };
        var error = row.Hint is { Length: > 0 } hint && row.Error is not null ? $"{row.Error}\n{hint}" : row.Error;
        return new(
            row.Path, row.State, kind, word, row.SnapName.Length == 0 ? "" : "@" + row.SnapName, row.StartAt, row.DoneAt,
            row.DoneAt - row.StartAt is { } length ? DurationText.Exact(length) : "", error, row.HookSteps is null ? "" : row.Hooks);
    }
}
