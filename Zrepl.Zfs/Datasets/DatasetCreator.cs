using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Datasets;

/// <summary>Whether a new dataset takes part in the encryption of the dataset above it.</summary>
public enum NewDatasetEncryption
{
    /// <summary>As the dataset above: no option is given.</summary>
    Inherit,

    /// <summary><c>-o encryption=off</c></summary>
    Off,
}

/// <summary>Makes, destroys and rolls back datasets. Parents are never made along.</summary>
public sealed class DatasetCreator(IZfsCommandRunner runner)
{
    /// <summary>Makes a filesystem with properties, applied together with its creation (spec A9.7).</summary>
    /// <returns>False if a dataset of that name exists already.</returns>
    /// <exception cref="ArgumentException">A pool's root dataset: pools are made with <c>zpool create</c>.</exception>
    public async Task<bool> CreateAsync(
        DatasetPath dataset,
        IEnumerable<KeyValuePair<PropertyName, string>> properties,
        NewDatasetEncryption encryption,
        CancellationToken cancellation)
    {
        if (dataset.Parent is null) throw new ArgumentException($"cannot create \"{dataset}\": pools cannot be created with zfs create", nameof(dataset));
        List<string> options = [.. properties.SelectMany(pair => new[] { "-o", $"{pair.Key}={pair.Value}" })];
        if (encryption == NewDatasetEncryption.Off) options.AddRange(["-o", "encryption=off"]);
        var result = await runner.RunAsync(ZfsCommand.Zfs(["create", .. options, dataset.Text]), cancellation);
        if (result.IsSuccess || CreateErrors.IsCreatedButNotMounted(result)) return true;
        return CreateErrors.SaysExists(result, dataset.Text) ? false : throw CommonErrors.Generic(result);
    }

    /// <summary>Destroys a dataset that has neither children nor snapshots; anything below makes ZFS refuse.</summary>
    /// <exception cref="DatasetMissingException">It does not exist.</exception>
    public async Task DestroyAsync(DatasetPath dataset, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(ZfsCommand.Zfs("destroy", dataset.Text), cancellation);
        if (!result.IsSuccess) throw DestroyErrors.Explain(result, dataset.Text, dataset.Text);
    }

    /// <summary>
    /// Rolls a dataset back. Everything newer is destroyed, snapshots and bookmarks; not atomic (spec A14.1, A17).
    /// Right after a snapshot ZFS may answer that I/O is suspended (same transaction group); that is tried once more.
    /// </summary>
    public Task RollbackAsync(SnapshotPath to, TimeProvider clock, CancellationToken cancellation) =>
        RollbackAsync(ZfsCommand.Zfs("rollback", "-r", to.Text), to, clock, cancellation);

    /// <summary>Takes back what was written since the newest snapshot. Destroys no snapshot: if there is a newer one, ZFS refuses.</summary>
    public Task RollbackToNewestAsync(SnapshotPath newest, TimeProvider clock, CancellationToken cancellation) =>
        RollbackAsync(ZfsCommand.Zfs("rollback", newest.Text), newest, clock, cancellation);

    /// <summary>Gives a dataset another name within its pool, with everything below it. Nothing above the new name is made.</summary>
    /// <exception cref="DatasetMissingException">It does not exist.</exception>
    public async Task RenameAsync(DatasetPath from, DatasetPath to, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(ZfsCommand.Zfs("rename", from.Text, to.Text), cancellation);
        if (!result.IsSuccess) throw CommonErrors.MissingOrGeneric(result, from.Text);
    }

    private async Task RollbackAsync(ZfsCommand command, SnapshotPath to, TimeProvider clock, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(command, cancellation);
        if (!result.IsSuccess && CreateErrors.SaysSuspended(result))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellation);
            result = await runner.RunAsync(command, cancellation);
        }

        if (!result.IsSuccess) throw CommonErrors.MissingOrGeneric(result, to.Text);
    }
}
