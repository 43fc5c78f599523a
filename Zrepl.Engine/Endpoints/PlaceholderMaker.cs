using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints;

/// <summary>Makes the datasets above one that is to be received, as placeholders (spec B9.6 step 2, B9.8, B9.9).</summary>
internal sealed class PlaceholderMaker(EndpointServices services, ReceiverOptions options)
{
    private static readonly KeyValuePair<PropertyName, string>[] Properties =
        [new(Placeholder.Property, "on"), new(PropertyName.Parse("mountpoint"), "none")];

    private readonly ILogger _logger = services.Loggers.CreateLogger<PlaceholderMaker>();

    /// <summary>Makes what is missing, top down. What exists stays as it is.</summary>
    /// <exception cref="EndpointException">The pool or <c>root_fs</c> is missing, or nobody decided on encryption.</exception>
    public async Task MakeAncestorsAsync(DatasetPath dataset, CancellationToken cancellation)
    {
        var ancestors = dataset.Ancestors().ToList();
        if (await services.Zfs.Datasets.ExistsAsync(ancestors[^1], cancellation)) return; // the usual case: one look, no lock

        using var onlyOne = await services.HierarchyLocks.TakeAsync(dataset.Pool.Text, cancellation);
        foreach (var ancestor in ancestors)
        {
            if (!await services.Zfs.Datasets.ExistsAsync(ancestor, cancellation)) await MakeAsync(ancestor, cancellation);
        }
    }

    /// <summary>Makes one placeholder again whose dataset had to give way to a receive that then failed.</summary>
    public Task RemakeAsync(DatasetPath dataset, CancellationToken cancellation) =>
        services.Zfs.Creator.CreateAsync(dataset, Properties, EncryptionFor(dataset), cancellation);

    private async Task MakeAsync(DatasetPath missing, CancellationToken cancellation)
    {
        if (options.RootFilesystem.IsAtOrBelow(missing))
        {
            throw new EndpointException(missing.Depth == 1
                ? $"pool \"{missing}\" not imported"
                : $"root_fs \"{options.RootFilesystem}\" does not exist");
        }

        var encryption = EncryptionFor(missing);
        await ZfsFailures.ExplainAsync(
            $"cannot create placeholder filesystem {missing}",
            () => services.Zfs.Creator.CreateAsync(missing, Properties, encryption, cancellation));
        _logger.CreatedPlaceholder(missing);
    }

    private NewDatasetEncryption EncryptionFor(DatasetPath missing) => options.PlaceholderEncryption switch
    {
        PlaceholderEncryption.Inherit => NewDatasetEncryption.Inherit,
        PlaceholderEncryption.Off => NewDatasetEncryption.Off,

        // The client's own root carries nobody's data; below it a wrong guess could write plain data where encrypted was expected.
        _ when missing == options.ClientRoot => NewDatasetEncryption.Inherit,
        _ => throw new EndpointException(
            $"cannot create placeholder filesystem {missing}: placeholder filesystem encryption handling is unspecified in receiver config. "
            + "Set recv.placeholder.encryption: 'inherit' for plain sends (encrypted where the receiver is), 'off' for raw sends.",
            Zfs.Commands.FailureCategory.NeedsAction),
    };
}
