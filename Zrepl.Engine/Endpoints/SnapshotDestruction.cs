using System.Collections.Immutable;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Snapshots;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>Destroying snapshots, the same on both sides (spec B8.9, B9.11).</summary>
internal static class SnapshotDestruction
{
    /// <summary>Destroys what can be destroyed.</summary>
    /// <exception cref="EndpointException">Something in the list is not a snapshot; nothing was destroyed.</exception>
    public static async Task<ImmutableArray<DestroyResult>> RunAsync(
        SnapshotDestroyer destroyer,
        DatasetPath dataset,
        ImmutableArray<FilesystemVersion> snapshots,
        InventoryView inventory,
        CancellationToken cancellation)
    {
        if (snapshots.FirstOrDefault(version => !version.IsSnapshot) is { } wrong)
            throw new EndpointException($"version \"{wrong.RelativeName}\" is not a snapshot");
        var outcomes = await inventory.ChangeAsync(
            dataset, () => destroyer.DestroyAsync([.. snapshots.Select(snapshot => DestroyRequest.For(dataset, snapshot))], cancellation));
        return [.. snapshots.Zip(outcomes, (snapshot, outcome) => new DestroyResult(snapshot, outcome.Error))];
    }
}
