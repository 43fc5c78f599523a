using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Snapshots;

/// <summary>Takes snapshots.</summary>
public sealed class SnapshotCreator(IZfsCommandRunner runner)
{
    /// <summary>Takes several snapshots of one pool at the same moment: all of them or none.</summary>
    /// <param name="snapshots">Full names in one pool; at least one.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <exception cref="SnapshotExistsException">One of the names is taken.</exception>
    /// <exception cref="DatasetMissingException">One of the datasets does not exist.</exception>
    public async Task CreateAsync(IReadOnlyCollection<SnapshotPath> snapshots, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(ZfsCommand.Zfs(["snapshot", .. snapshots.Select(snapshot => snapshot.Text)]), cancellation);
        if (result.IsSuccess) return;
        foreach (var snapshot in snapshots)
        {
            if (CreateErrors.SaysExists(result, snapshot.Text)) throw new SnapshotExistsException(snapshot.Text, result);
            if (CommonErrors.SaysMissing(result, snapshot.Dataset.Text)) throw new DatasetMissingException(snapshot.Dataset.Text, result);
        }

        throw CommonErrors.Generic(result);
    }
}
