using System.Collections.Immutable;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Properties;

namespace Zrepl.Zfs.Snapshots;

/// <summary>Tells which snapshots of a dataset have clones: those cannot be destroyed.</summary>
public sealed class CloneReader(IZfsCommandRunner runner)
{
    private const string Clones = "clones";

    /// <summary>Asks with one command.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <returns>By short name of each snapshot that has clones: their names, with commas.</returns>
    /// <exception cref="DatasetMissingException">It does not exist.</exception>
    public async Task<ImmutableDictionary<string, string>> ReadAsync(DatasetPath dataset, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(
            ZfsCommand.Zfs("get", "-Hp", "-o", "name,property,value,source", "-r", "-d", "1", "-t", "snapshot", Clones, dataset.Text), cancellation);
        if (!result.IsSuccess) throw CommonErrors.MissingOrGeneric(result, dataset.Text);
        var table = PropertyLines.Read(result.OutputText);
        var found = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var name in table.Names)
        {
            if (name.StartsWith(dataset.Text + "@", StringComparison.Ordinal) && table.Find(name, Clones)?.Value is { Length: > 1 } clones)
                found[name[(dataset.Text.Length + 1)..]] = clones;
        }

        return found.ToImmutable();
    }
}
