using System.Collections.Immutable;
using Zrepl.Web.Live.Datasets;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Components.Pages.Configuration.Protect;

/// <summary>What stands in the way of copies going below a dataset, and what to type about it.</summary>
/// <param name="Text">Why, in sentences.</param>
/// <param name="Command">The command that mends it; null if none alone does.</param>
public sealed record RootAdvice(string Text, string? Command)
{
    /// <summary>Why the command of <see cref="Create"/> is the one to type.</summary>
    public const string Why =
        "The copies inherit mountpoint=none, so that none of them is mounted over a directory in use. canmount=off is not inherited: it would not keep them from it.";

    /// <summary>The command that makes a dataset to receive below.</summary>
    public static string Create(string root) => $"zfs create -p -o mountpoint=none {(root.Contains(' ', StringComparison.Ordinal) ? $"'{root}'" : root)}";

    /// <summary>Looks a dataset up in what was listed.</summary>
    /// <param name="root">Its name as typed.</param>
    /// <param name="hosts">The listings of the machines of this process.</param>
    /// <returns>Null if it is there, or if that cannot be known.</returns>
    internal static RootAdvice? Of(string root, ImmutableArray<HostDatasets> hosts)
    {
        if (!DatasetPath.TryParse(root, out var path)) return null; // configcheck says what is wrong with the name
        if (hosts.Select(host => host.Find(path.Text)).FirstOrDefault(found => found is not null) is { } there)
            return there.Space.IsVolume ? new($"{root} is a volume. Nothing can be received below it: name a filesystem.", null) : null;
        if (hosts.Any(host => host.Problem is not null)) return null; // a listing that failed says nothing
        var pools = hosts.SelectMany(host => host.Datasets).Where(dataset => dataset.Space.IsPool).Select(dataset => dataset.Name).ToHashSet(StringComparer.Ordinal);
        var pool = root.Split('/')[0];
        if (!pools.Contains(pool))
        {
            var known = pools.Count == 0 ? "There is no pool at all" : $"Pools that are there: {string.Join(", ", pools.Order(StringComparer.Ordinal))}";
            return new($"There is no pool {pool} on this machine. {known}. Import it (zpool import {pool}), make it, or name a dataset of another one.", null);
        }

        return new($"{root} does not exist yet. Nothing can be copied until it does; as root, type:", Create(root));
    }
}
