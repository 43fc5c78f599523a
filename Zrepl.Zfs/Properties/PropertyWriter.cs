using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Properties;

/// <summary>Sets and clears properties. The properties of one call are applied together or not at all (spec A14.3).</summary>
public sealed class PropertyWriter(IZfsCommandRunner runner)
{
    /// <summary>Sets properties of one dataset.</summary>
    /// <exception cref="DatasetMissingException">It does not exist.</exception>
    public async Task SetAsync(
        DatasetPath dataset, IEnumerable<KeyValuePair<PropertyName, string>> values, CancellationToken cancellation)
    {
        var assignments = values.Select(pair => $"{pair.Key}={pair.Value}");
        var result = await runner.RunAsync(ZfsCommand.Zfs(["set", .. assignments, dataset.Text]), cancellation);
        if (!result.IsSuccess) throw CommonErrors.MissingOrGeneric(result, dataset.Text);
    }

    /// <summary>Takes away the local value of one property.</summary>
    /// <exception cref="DatasetMissingException">The dataset does not exist.</exception>
    public async Task InheritAsync(DatasetPath dataset, PropertyName property, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(ZfsCommand.Zfs("inherit", property.Text, dataset.Text), cancellation);
        if (!result.IsSuccess) throw CommonErrors.MissingOrGeneric(result, dataset.Text);
    }
}
