using System.Buffers;

namespace Zrepl.Zfs.Names;

/// <summary>What a name is the name of; decides which delimiter it must and must not have.</summary>
public enum EntityKind
{
    /// <summary><c>tank/home</c></summary>
    Filesystem,

    /// <summary><c>tank/vm-disk</c></summary>
    Volume,

    /// <summary><c>tank/home@monday</c></summary>
    Snapshot,

    /// <summary><c>tank/home#monday</c></summary>
    Bookmark,
}

/// <summary>
/// The naming rules of ZFS, a little stricter than OpenZFS itself so that what passes here can never be an option,
/// a range (<c>%</c>) or a list (<c>,</c>) on a <c>zfs</c> command line. Source: spec A3.3, A3.4; OpenZFS <c>zfs_namecheck.c</c>.
/// </summary>
public static class NameRules
{
    /// <summary>Longest full name, delimiter and short name included, in bytes (<c>ZFS_MAX_DATASET_NAME_LEN</c> less the NUL).</summary>
    public const int MaxLength = 255;

    private static readonly SearchValues<char> ComponentCharacters =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.: ");

    /// <summary>Checks one path component, snapshot short name, bookmark short name, job name or client identity.</summary>
    /// <returns>The first problem in words, or null.</returns>
    public static string? ProblemInComponent(ReadOnlySpan<char> component)
    {
        if (component.IsEmpty) return "must not be empty";
        if (component.Length > MaxLength) return "must not be longer than 255 chars";
        if (!IsAscii(component)) return "must be ASCII";
        if (component.ContainsAnyExcept(ComponentCharacters)) return "must only contain alphanumeric chars and any in \"-_.: \"";
        if (component is "." or "..") return $"must not be '{component}'";
        return null;
    }

    /// <summary>Checks a full name as <paramref name="kind"/>.</summary>
    /// <returns>The first problem in words, in the order of spec A3.4, or null.</returns>
    public static string? ProblemIn(ReadOnlySpan<char> path, EntityKind kind)
    {
        if (kind != EntityKind.Snapshot && path.Contains('@')) return "snapshot delimiter '@' is not expected here";
        if (kind == EntityKind.Snapshot && !path.Contains('@')) return "missing '@' delimiter in snapshot name";
        if (kind != EntityKind.Bookmark && path.Contains('#')) return "bookmark delimiter '#' is not expected here";
        if (kind == EntityKind.Bookmark && !path.Contains('#')) return "missing '#' delimiter in bookmark name";
        if (path.Contains('%')) return "invalid character '%' in name";
        if (path.Length > MaxLength) return "name too long";
        if (path.IsEmpty) return "must not be empty";
        if (!IsAscii(path)) return "must be ASCII";
        if (path.Count('@') + path.Count('#') > 1) return "multiple delimiters '@' or '#' are not allowed";
        return ProblemInParts(path) ?? (IsLetter(path[0]) ? null : "a pool name must begin with a letter");
    }

    private static string? ProblemInParts(ReadOnlySpan<char> path)
    {
        var delimiter = path.IndexOfAny('@', '#');
        var dataset = path;
        if (delimiter >= 0)
        {
            var shortName = path[(delimiter + 1)..];
            dataset = path[..delimiter];
            if (shortName.Contains('/')) return "snapshot or bookmark must not contain '/'";
            if (shortName.IsEmpty || dataset.IsEmpty || dataset[^1] == '/')
                return "empty component, bookmark or snapshot name not allowed";
            if (ProblemInComponent(shortName) is { } problem) return $"component \"{shortName}\": {problem}";
        }

        foreach (var range in dataset.Split('/'))
        {
            var component = dataset[range];
            if (ProblemInComponent(component) is { } problem) return $"component \"{component}\": {problem}";
        }

        return null;
    }

    private static bool IsAscii(ReadOnlySpan<char> text) => System.Text.Ascii.IsValid(text);

    // OpenZFS asks this of the pool's name. It also keeps a name from looking like an option ("-r").
    private static bool IsLetter(char c) => char.IsAsciiLetter(c);
}
