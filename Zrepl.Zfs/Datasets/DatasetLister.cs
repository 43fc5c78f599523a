using System.Collections.Immutable;
using System.Text;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Datasets;

/// <summary>Lists filesystems and volumes by name.</summary>
public sealed class DatasetLister(IZfsCommandRunner runner)
{
    /// <summary>All datasets at or below the roots, in order of name.</summary>
    /// <param name="roots">Where to begin; null for every pool. Roots that do not exist are left out.</param>
    /// <param name="cancellation">Ends the command.</param>
    public async Task<ImmutableArray<DatasetPath>> ListAsync(IReadOnlyCollection<DatasetPath>? roots, CancellationToken cancellation)
    {
        if (roots is { Count: 0 }) return [];
        var command = ZfsCommand.Zfs(
            ["list", "-H", "-p", "-o", "name", "-r", "-t", "filesystem,volume", .. roots?.Select(root => root.Text) ?? []]);
        var datasets = new SortedSet<DatasetPath>();
        var result = await runner.RunLinesAsync(command, Add, cancellation);
        if (!result.IsSuccess && (roots is null || !CommonErrors.AreAllMissing(result, roots.Select(root => root.Text))))
            throw CommonErrors.Generic(result);
        return [.. datasets];

        // A name we would refuse cannot be replicated either; the rest of the list is still good.
        void Add(ReadOnlySpan<byte> line)
        {
            if (DatasetPath.TryParse(Encoding.UTF8.GetString(line), out var dataset)) datasets.Add(dataset);
        }
    }

    /// <summary>True if the dataset exists.</summary>
    public async Task<bool> ExistsAsync(DatasetPath dataset, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(ZfsCommand.Zfs("list", "-H", "-o", "name", "-t", "filesystem,volume", dataset.Text), cancellation);
        if (result.IsSuccess) return true;
        return CommonErrors.SaysMissing(result, dataset.Text) ? false : throw CommonErrors.Generic(result);
    }
}
