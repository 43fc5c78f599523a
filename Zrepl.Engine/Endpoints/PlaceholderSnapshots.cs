using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Properties;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// Snapshots that somebody took of a placeholder, such as a job that snapshots everything below the receiver's root. A received dataset can take its place only without them (spec A13.4).
/// Those of an empty placeholder hold nothing and are destroyed; those that hold something, or that somebody needs, are not.
/// </summary>
internal sealed class PlaceholderSnapshots(EndpointServices services, DatasetPath dataset)
{
    // An empty filesystem refers to 12 KiB of bookkeeping (recorded from OpenZFS 2.3), to some 40 KiB in older releases.
    private const ulong BytesOfEmpty = 64 * 1024;

    private const string Mounted = "mounted";
    private const string Clones = "clones";
    private const string Written = "written";
    private const string Referenced = "logicalreferenced";

    /// <summary>Destroys all of them, or none.</summary>
    /// <exception cref="EndpointException">One is held or cloned, or they may be somebody's data; nothing was changed.</exception>
    public async Task DestroyAsync(CancellationToken cancellation)
    {
        var snapshots = await services.Zfs.Versions.ListAsync(dataset, VersionKinds.Snapshots, cancellation);
        if (snapshots.IsEmpty) return;
        await RefuseHeldAsync(snapshots, cancellation);
        var facts = await services.Zfs.PropertyReader.ReadSnapshotsAsync(dataset, [Clones, Written, Referenced], cancellation);
        RefuseCloned(snapshots, facts);
        if (await WhyNotEmptyAsync(snapshots, facts, cancellation) is { } reason)
        {
            throw Refusal(
                $"it is not empty: {reason}. Its snapshots ({Named(snapshots)}) are not destroyed",
                $"Move away what is needed, unmount it, and destroy them: zfs destroy {dataset}@{snapshots[0].Name}%{snapshots[^1].Name}");
        }

        await services.Zfs.Receiver.DestroySnapshotsAsync(dataset, cancellation);
    }

    private async Task RefuseHeldAsync(ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation)
    {
        ImmutableArray<SnapshotPath> held = [.. snapshots.Where(snapshot => snapshot.UserRefs is not 0).Select(snapshot => dataset.Snapshot(snapshot.Name))];
        if (held.IsEmpty || (await services.Zfs.Holds.ListAsync(held, cancellation)) is not [var hold, ..]) return;
        throw Refusal($"its snapshot {hold.Snapshot} is held with the tag \"{hold.Tag}\"", $"Release it (zfs release '{hold.Tag}' '{hold.Snapshot}') if nobody needs it");
    }

    private void RefuseCloned(ImmutableArray<FilesystemVersion> snapshots, PropertyTable facts)
    {
        foreach (var snapshot in snapshots)
        {
            if (Find(facts, snapshot, Clones) is { Length: > 1 } clones)
                throw Refusal($"its snapshot {snapshot.On(dataset)} has clones: {clones}", "Promote them (zfs promote) or destroy them");
        }
    }

    private async Task<string?> WhyNotEmptyAsync(ImmutableArray<FilesystemVersion> snapshots, PropertyTable facts, CancellationToken cancellation)
    {
        var now = await services.Zfs.PropertyReader.ReadAsync(dataset.Text, [Mounted, Referenced], cancellation);
        if (now.Find(dataset.Text, Mounted)?.Value == "yes") return "it is mounted";
        if (Bytes(now.Find(dataset.Text, Referenced)?.Value) is var bytes && bytes > BytesOfEmpty) return $"it holds {bytes} bytes";
        foreach (var (index, snapshot) in snapshots.Index())
        {
            if (Bytes(Find(facts, snapshot, Referenced)) is var held && held > BytesOfEmpty) return $"{snapshot.On(dataset)} holds {held} bytes";
            if (index > 0 && Bytes(Find(facts, snapshot, Written)) > 0) return $"something was written into it before {snapshot.On(dataset)}";
        }

        return null;
    }

    private string? Find(PropertyTable facts, FilesystemVersion snapshot, string property) => facts.Find(snapshot.On(dataset), property)?.Value;

    // What cannot be read counts as data.
    private static ulong Bytes(string? text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : ulong.MaxValue;

    private static string Named(ImmutableArray<FilesystemVersion> snapshots) => string.Join(", ", snapshots.Take(3).Select(snapshot => snapshot.RelativeName))
        + (snapshots.Length > 3 ? $" and {snapshots.Length - 3} more" : "");

    private EndpointException Refusal(string reason, string whatToDo) => new(
        $"cannot receive {dataset} in the place of the placeholder of that name: {reason}. Nothing was changed.\n{whatToDo}; the next run goes on.", FailureCategory.NeedsAction);
}
