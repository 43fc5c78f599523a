using System.Collections.Immutable;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Web.Components.Pages.Configuration.Protect;

/// <summary>Which of the datasets that were chosen, and of those below them, are encrypted by ZFS. A job sends either encrypted datasets only, as they are, or all of them decrypted.</summary>
/// <param name="Encrypted">Names of those that are.</param>
/// <param name="Plain">How many are not.</param>
internal sealed record ChosenEncryption(ImmutableArray<string> Encrypted, int Plain)
{
    /// <summary>Nothing was chosen.</summary>
    public static ChosenEncryption Nothing { get; } = new([], 0);

    /// <summary>True if a job of these can send them as they are.</summary>
    public bool IsWhole => !Encrypted.IsEmpty && Plain == 0;

    /// <summary>True if encrypted ones would be sent decrypted because of others.</summary>
    public bool IsMixed => !Encrypted.IsEmpty && Plain > 0;

    /// <summary>Looks at a listing.</summary>
    /// <param name="chosen">Datasets, each with all below it.</param>
    /// <param name="listed">All there are.</param>
    public static ChosenEncryption Of(IReadOnlySet<string> chosen, ImmutableArray<HostDatasets> listed)
    {
        var covered = listed.SelectMany(host => host.Datasets).Where(dataset => chosen.Any(one => dataset.Name == one || dataset.Name.StartsWith(one + "/", StringComparison.Ordinal))).ToList();
        return new([.. covered.Where(dataset => dataset.IsEncrypted == true).Select(dataset => dataset.Name)], covered.Count(dataset => dataset.IsEncrypted != true));
    }
}
