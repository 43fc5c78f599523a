using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Support.Replication;

/// <summary>Versions in the notation of the conformance vectors: <c>@name:n</c> and <c>#name:n</c>, n being guid, createtxg and creation.</summary>
internal static class Versions
{
    public static ImmutableArray<FilesystemVersion> Of(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(One)];

    /// <summary>One version; <c>@2</c> is short for <c>@2:2</c>, <c>@y:9/7</c> has txg and creation 9 and guid 7.</summary>
    public static FilesystemVersion One(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? text[1..] : text[1..colon];
        var numbers = (colon < 0 ? text[1..] : text[(colon + 1)..]).Split('/');
        var txg = ulong.Parse(numbers[0], CultureInfo.InvariantCulture);
        var guid = ulong.Parse(numbers[^1], CultureInfo.InvariantCulture);
        var isSnapshot = text[0] == '@';
        return new(isSnapshot ? VersionKind.Snapshot : VersionKind.Bookmark, name, guid, txg, (long)txg, isSnapshot ? 0u : null);
    }

    public static string Text(IEnumerable<FilesystemVersion> versions) => string.Join(' ', versions.Select(v => v.RelativeName));
}
