using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Support.Replication;

/// <summary>Versions in the notation of the conformance vectors: <c>@name:n</c> and <c>#name:n</c>, n being guid, createtxg and creation.</summary>
internal static class Versions
{
    public static ImmutableArray<FilesystemVersion> Of(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(One)];

    /// <summary>
    /// One version; <c>@2</c> is short for <c>@2:2</c>, <c>@y:9/7</c> has txg and creation 9 and guid 7, a third number is the creation. <c>!</c> at the end marks a held
    /// snapshot, <c>?</c> one whose holds are not known.
    /// </summary>
    public static FilesystemVersion One(string given)
    {
        var text = given.TrimEnd('!', '?');
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text[1..] : text[1..colon];
        var numbers = (colon < 0 ? text[1..] : text[(colon + 1)..]).Split('/');
        var txg = ulong.Parse(numbers[0], CultureInfo.InvariantCulture);
        var guid = ulong.Parse(numbers.ElementAtOrDefault(1) ?? numbers[0], CultureInfo.InvariantCulture);
        var creation = long.Parse(numbers.ElementAtOrDefault(2) ?? numbers[0], CultureInfo.InvariantCulture);
        var isSnapshot = text[0] == '@';
        return new(isSnapshot ? VersionKind.Snapshot : VersionKind.Bookmark, name, guid, txg, creation, isSnapshot && !given.EndsWith('?') ? (given.EndsWith('!') ? 1u : 0u) : null);
    }

    public static string Text(IEnumerable<FilesystemVersion> versions) => string.Join(' ', versions.Select(v => v.RelativeName));
}
