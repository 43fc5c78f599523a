using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Which key opens a dataset.</summary>
internal static class Keys
{
    /// <summary>The key of the dataset's encryption root, or null if it is not encrypted.</summary>
    public static WrappingKey? WrappingKeyOf(Dataset dataset)
    {
        if (dataset.Encryption is not { } encryption) return null;
        for (var above = dataset; above is not null; above = above.Parent)
            if (above.Name == encryption.Root) return above.Encryption?.Wrapping;
        return null;
    }

    /// <summary>True if the data is not encrypted or its key is loaded.</summary>
    public static bool IsReadable(Dataset dataset) => dataset.Encryption is null || WrappingKeyOf(dataset) is { IsLoaded: true };
}
