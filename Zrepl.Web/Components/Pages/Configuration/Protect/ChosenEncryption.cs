using System.Collections.Immutable;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Web.Components.Pages.Configuration.Protect;

/// <summary>Which of the datasets that were chosen, and of those below them, are encrypted by ZFS. A job sends either encrypted datasets only, as they are, or all of them decrypted.</summary>
/// <param name="Encrypted">Names of those that are.</param>
/// <param name="Plain">How many are not.</param>
/// <param name="Unknown">Names of those of which it is not known: they are not in the listing, or ZFS did not say.</param>
internal sealed record ChosenEncryption(ImmutableArray<string> Encrypted, int Plain, ImmutableArray<string> Unknown)
{
    /// <summary>Nothing was chosen.</summary>
    public static ChosenEncryption Nothing { get; } = new([], 0, []);

    /// <summary>True if a job of these can send them as they are.</summary>
    public bool IsWhole => !Encrypted.IsEmpty && Plain == 0 && Unknown.IsEmpty;

    /// <summary>True if encrypted ones would be sent decrypted because of others.</summary>
    public bool IsMixed => !Encrypted.IsEmpty && !IsWhole;

    /// <summary>Looks at a listing.</summary>
    /// <param name="chosen">Datasets, each with all below it.</param>
    /// <param name="listed">All there are.</param>
    public static ChosenEncryption Of(IReadOnlySet<string> chosen, ImmutableArray<HostDatasets> listed)
    {
        var all = listed.SelectMany(host => host.Datasets).ToList();
        var covered = all.Where(dataset => chosen.Any(one => dataset.Name == one || dataset.Name.StartsWith(one + "/", StringComparison.Ordinal))).ToList();
        var missing = chosen.Where(one => !all.Exists(dataset => dataset.Name == one)).Order(StringComparer.Ordinal);
        return new([.. Names(true)], covered.Count(dataset => dataset.IsEncrypted == false), [.. missing, .. Names(null)]);

        IEnumerable<string> Names(bool? isEncrypted) => covered.Where(dataset => dataset.IsEncrypted == isEncrypted).Select(dataset => dataset.Name);
    }
}
