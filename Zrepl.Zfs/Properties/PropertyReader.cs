using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Properties;

/// <summary>Reads properties with <c>zfs get</c>.</summary>
public sealed class PropertyReader(IZfsCommandRunner runner)
{
    /// <summary>Reads properties of one dataset, snapshot or bookmark.</summary>
    /// <param name="path">Full name.</param>
    /// <param name="properties">Native or user properties.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <exception cref="DatasetMissingException">It does not exist.</exception>
    public async Task<PropertyTable> ReadAsync(string path, IReadOnlyCollection<string> properties, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(Get([], properties, [path]), cancellation);
        if (!result.IsSuccess) throw CommonErrors.MissingOrGeneric(result, path);
        var table = PropertyLines.Read(result.OutputText);
        foreach (var property in properties)
        {
            if (table.Find(path, property) is null)
                throw new UnexpectedOutputException(result.Command, $"no readable row for {property} of {path}");
        }

        return table;
    }

    /// <summary>Reads properties of all snapshots of one dataset, in one process.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="properties">Native or user properties.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <exception cref="DatasetMissingException">It does not exist.</exception>
    public async Task<PropertyTable> ReadSnapshotsAsync(DatasetPath dataset, IReadOnlyCollection<string> properties, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(Get(["-r", "-d", "1", "-t", "snapshot"], properties, [dataset.Text]), cancellation);
        if (!result.IsSuccess) throw CommonErrors.MissingOrGeneric(result, dataset.Text);
        return PropertyLines.Read(result.OutputText);
    }

    /// <summary>Reads properties of filesystems and volumes below the roots, roots included, in one process.</summary>
    /// <param name="roots">Datasets to begin at; those that do not exist are left out of the result.</param>
    /// <param name="properties">Native or user properties.</param>
    /// <param name="cancellation">Ends the command.</param>
    public async Task<PropertyTable> ReadTreeAsync(
        IReadOnlyCollection<DatasetPath> roots, IReadOnlyCollection<string> properties, CancellationToken cancellation)
    {
        var command = Get(["-r", "-t", "filesystem,volume"], properties, roots.Select(root => root.Text));
        var result = await runner.RunAsync(command, cancellation);
        if (!result.IsSuccess && !IsOnlyMissing(result, roots)) throw CommonErrors.Generic(result);
        return PropertyLines.Read(result.OutputText);
    }

    private static bool IsOnlyMissing(CommandResult result, IReadOnlyCollection<DatasetPath> roots) =>
        CommonErrors.AreAllMissing(result, roots.Select(root => root.Text));

    private static ZfsCommand Get(IEnumerable<string> options, IEnumerable<string> properties, IEnumerable<string> operands) =>
        ZfsCommand.Zfs(["get", "-Hp", "-o", "name,property,value,source", .. options, string.Join(',', properties), .. operands]);
}
