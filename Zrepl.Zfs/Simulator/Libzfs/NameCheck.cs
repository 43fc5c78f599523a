using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.Libzfs;

/// <summary>
/// The name rules of OpenZFS itself with its words; laxer than <see cref="Names.NameRules"/>. Source: <c>zfs_validate_name</c> in
/// <c>libzfs_dataset.c</c>, <c>entity_namecheck</c> in <c>zfs_namecheck.c</c>.
/// </summary>
internal static class NameCheck
{
    /// <summary>Longest name in bytes.</summary>
    public const int MaxLength = 255;

    /// <summary>Deepest path (<c>zfs_max_dataset_nesting</c>).</summary>
    public const int MaxDepth = 50;

    /// <summary>The first problem in zfs's words, or null.</summary>
    /// <param name="name">The full name.</param>
    /// <param name="types">Kinds it may be the name of.</param>
    /// <param name="isNew">True for a name that is about to be created; then <c>%</c> is not allowed.</param>
    public static string? ProblemIn(string name, EntityTypes types, bool isNew)
    {
        if (!types.HasFlag(EntityTypes.Snapshot) && name.Contains('@', StringComparison.Ordinal)) return "snapshot delimiter '@' is not expected here";
        if (types == EntityTypes.Snapshot && !name.Contains('@', StringComparison.Ordinal)) return "missing '@' delimiter in snapshot name";
        if (!types.HasFlag(EntityTypes.Bookmark) && name.Contains('#', StringComparison.Ordinal)) return "bookmark delimiter '#' is not expected here";
        if (types == EntityTypes.Bookmark && !name.Contains('#', StringComparison.Ordinal)) return "missing '#' delimiter in bookmark name";
        if (isNew && name.Contains('%', StringComparison.Ordinal)) return "invalid character % in name";
        return ProblemInParts(name);
    }

    /// <summary>True if a path has more components than a dataset may have.</summary>
    public static bool IsTooDeep(string name) => name.AsSpan().Count('/') >= MaxDepth;

    private static string? ProblemInParts(string name)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(name) > MaxLength) return "name is too long";
        if (name.StartsWith('/')) return "leading slash in name";
        if (name.Length == 0) return "empty component or misplaced '@' or '#' delimiter in name";

        var delimiterFound = false;
        for (var start = 0; ;)
        {
            var end = name.AsSpan(start).IndexOfAny('/', '@', '#') is var offset and >= 0 ? start + offset : name.Length;
            if (end == name.Length && name[end - 1] == '/') return "trailing slash in name";
            var component = name.AsSpan(start, end - start);
            foreach (var character in component)
                if (!char.IsAsciiLetterOrDigit(character) && !"-_.: %".Contains(character)) return $"invalid character '{character}' in name";
            var isPathPart = end == name.Length || name[end] == '/';
            if (isPathPart && component is ".") return "self reference, '.' is found in name";
            if (isPathPart && component is "..") return "parent reference, '..' is found in name";
            if (end < name.Length && name[end] is ('@' or '#'))
            {
                if (delimiterFound) return "multiple '@' and/or '#' delimiters in name";
                delimiterFound = true;
            }

            if (component.IsEmpty) return "empty component or misplaced '@' or '#' delimiter in name";
            if (end == name.Length) return null;
            if (name[end] == '/' && delimiterFound) return "trailing slash in name";
            start = end + 1;
        }
    }
}
