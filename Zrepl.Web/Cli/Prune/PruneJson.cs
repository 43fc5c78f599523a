using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Web.Cli.Prune;

/// <summary>Previews of pruning for programs: one list, an item for each side of a job.</summary>
internal static class PruneJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IEnumerable<SidePreview> previews) => JsonSerializer.Serialize(
        previews.Select(preview => new Preview(
            preview.Job, preview.Side.Word(), preview.Problem, preview.AsOf, preview.Basis, [.. preview.Plans.Select(FilesystemPreview.Of).Select(Filesystem.Of)])), Indented) + "\n";

    private sealed record Preview(string Job, string Side, string? Problem, DateTimeOffset? AsOf, string Basis, ImmutableArray<Filesystem> Filesystems);

    private sealed record Snapshot(string Name, bool Destroy, ImmutableArray<string> Reasons, string? Mark, DateTimeOffset? GoneAt, bool IsNotYetTaken);

    private sealed record Filesystem(string Path, string State, string? Reason, long? ReclaimedBytes, int TakenAndGone, ImmutableArray<Snapshot> Snapshots)
    {
        public static Filesystem Of(FilesystemPreview preview) => new(
            preview.Path, preview.State, preview.Reason, preview.ReclaimedBytes, preview.TakenAndGone,
            [.. preview.Snapshots.Select(fate => new Snapshot(fate.Name, fate.Destroy, fate.Because, fate.Mark, fate.GoneAt, fate.IsNotYetTaken))]);
    }
}
