using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Data;

/// <summary>What was decided about one snapshot.</summary>
/// <param name="Snapshot">Short name.</param>
/// <param name="CreatedAt">When it was taken.</param>
/// <param name="Destroy">True if it was to be destroyed.</param>
/// <param name="Because">The rules that keep it, what holds it, or why no rule keeps it.</param>
public sealed record PruneDecision(string Snapshot, DateTimeOffset CreatedAt, bool Destroy, ImmutableArray<string> Because);

/// <summary>
/// Decisions of one dataset as a compressed JSON list. A hundred thousand snapshots have the same few reasons, so that a byte or two each
/// is all they need; rows of a table would be forty times as much.
/// </summary>
internal static class PruneDecisions
{
    public static ImmutableArray<PruneDecision> Of(FilesystemPrunePlan.Planned plan)
    {
        var held = plan.Held.GroupBy(snapshot => snapshot.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Reason, StringComparer.Ordinal);
        return
        [
            .. from decision in plan.Decisions
               let name = decision.Snapshot.Name
               select !decision.Destroy ? new PruneDecision(name, decision.Snapshot.Creation, false, [.. decision.KeptBecause])
                   : held.TryGetValue(name, out var reason) ? new(name, decision.Snapshot.Creation, false, [reason])
                   : new(name, decision.Snapshot.Creation, true, [.. decision.NotKeptBecause]),
        ];
    }

    public static byte[] Write(ImmutableArray<PruneDecision> decisions)
    {
        using var bytes = new MemoryStream();
        using (var compressed = new BrotliStream(bytes, CompressionLevel.Fastest)) JsonSerializer.Serialize(compressed, decisions);
        return bytes.ToArray();
    }

    public static ImmutableArray<PruneDecision> Read(byte[] bytes)
    {
        if (bytes.Length == 0) return [];
        using var compressed = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<ImmutableArray<PruneDecision>>(compressed);
    }
}
