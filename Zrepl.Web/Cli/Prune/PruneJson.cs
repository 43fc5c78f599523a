using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Cli.Prune;

/// <summary>Previews of pruning for programs: one list, an item for each side of a job.</summary>
internal static class PruneJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IEnumerable<SidePreview> previews) => JsonSerializer.Serialize(
        previews.Select(preview => new Preview(preview.Job, preview.SideWord, preview.Problem, [.. preview.Plans.Select(Filesystem.Of)])), Indented) + "\n";

    private sealed record Preview(string Job, string Side, string? Problem, ImmutableArray<Filesystem> Filesystems);

    private sealed record Snapshot(string Name, bool Destroy, ImmutableArray<string> Reasons);

    private sealed record Filesystem(string Path, string State, string? Reason, ImmutableArray<Snapshot> Snapshots)
    {
        public static Filesystem Of(FilesystemPrunePlan plan) => plan switch
        {
            FilesystemPrunePlan.Skipped skipped => new(plan.Path.Text, "skipped", skipped.Reason, []),
            FilesystemPrunePlan.Failed failed => new(plan.Path.Text, "failed", failed.Error.Message, []),
            FilesystemPrunePlan.Planned planned => new(plan.Path.Text, "planned", planned.Warning, [.. SnapshotFate.Of(planned).Select(fate => new Snapshot(fate.Name, fate.Destroy, fate.Because))]),
            _ => throw new NotSupportedException($"{plan.GetType().Name} of {plan.Path} has no words in JSON"),
        };
    }
}
