using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Execution;

/// <summary>What became of the snapshots of one filesystem. Source: spec 3.9.</summary>
/// <param name="Destroyed">How many are gone.</param>
/// <param name="Refused">Guids of those ZFS called held or busy.</param>
/// <param name="Held">Those of the refused that are not an error yet.</param>
/// <param name="Error">What failed, in upstream's words; empty if nothing did.</param>
internal sealed record DestroyAnswers(int Destroyed, ImmutableArray<ulong> Refused, ImmutableArray<HeldSnapshot> Held, string Error)
{
    /// <summary>Matches answers to requests by name.</summary>
    public static DestroyAnswers Read(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> requested, ImmutableArray<DestroyResult> results, RefusedDestroys history)
    {
        var byName = new Dictionary<string, DestroyResult>(StringComparer.Ordinal);
        foreach (var result in results) byName.TryAdd(result.Snapshot.Name, result);

        var destroyed = 0;
        var refused = ImmutableArray.CreateBuilder<ulong>();
        var held = ImmutableArray.CreateBuilder<HeldSnapshot>();
        var errors = new List<(string Name, string Text)>();
        string? missing = null;
        foreach (var snapshot in requested)
        {
            if (!byName.TryGetValue(snapshot.Name, out var result))
            {
                missing = $"missing destroy-result for {snapshot.RelativeName}";
                break;
            }

            if (result.Error is not { Length: > 0 } text)
            {
                destroyed++;
                continue;
            }

            var isRefused = SnapshotsUndestroyableException.IsHold(text);
            if (isRefused) refused.Add(snapshot.Guid);
            // Where holds can be seen, a held snapshot is not asked for: being busy is news there.
            var times = isRefused && snapshot.UserRefs is null ? history.CountWithThis(filesystem, snapshot.Guid) : (int?)null;
            if (times < RefusedDestroys.Tolerated) held.Add(new(snapshot.Name, text));
            else errors.Add((snapshot.RelativeName, times is null ? text : $"{text} ({Hint(times.Value)})"));
        }

        return new(destroyed, refused.ToImmutable(), held.ToImmutable(), missing ?? Text(errors));
    }

    private static string Text(List<(string Name, string Text)> errors) =>
        errors.Count == 0 ? ""
        : errors.Select(error => error.Text).Distinct(StringComparer.Ordinal).Count() == 1
            ? $"destroys failed {string.Join(", ", errors.Select(error => error.Name))}: {errors[0].Text}"
            : $"destroys failed: {string.Join(", ", errors.Select(error => $"({error.Name}: {error.Text})"))}";

    private static string Hint(int times) =>
        $"in {times} runs in a row; on that side, 'zfs holds' tells who keeps it, else look for clones, mounts and running sends of it";
}
