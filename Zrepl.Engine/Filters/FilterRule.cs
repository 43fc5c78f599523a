using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Filters;

/// <summary>One entry of a <c>filesystems</c> map: <c>tank/home: true</c> (that dataset) or <c>tank/home&lt;: false</c> (it and all below).</summary>
/// <remarks>Source: spec config 8; upstream <c>internal/daemon/filters</c>.</remarks>
public sealed record FilterRule
{
    private static readonly SearchValues<char> ForbiddenCharacters = SearchValues.Create("@#|\t<>*");

    private FilterRule(string path, bool isSubtree, bool includes) => (Path, IsSubtree, Includes) = (path, isSubtree, includes);

    /// <summary>Dataset path without the <c>&lt;</c>. Empty: of all pools, in <c>&lt;</c>.</summary>
    public string Path { get; }

    /// <summary>True if the rule speaks of everything below its path too.</summary>
    public bool IsSubtree { get; }

    /// <summary>What the rule says of a dataset for which it decides.</summary>
    public bool Includes { get; }

    /// <summary>The pattern as written in the file.</summary>
    public string Pattern => IsSubtree ? Path + "<" : Path;

    /// <summary>The named dataset, or null where the path is no name that ZFS could have: such a rule never decides anything.</summary>
    public DatasetPath? Dataset => DatasetPath.TryParse(Path, out var path) ? path : null;

    /// <summary>False for a rule that can never decide, such as one with a leading slash. Upstream accepts it, so it is legal.</summary>
    public bool CanMatch => Dataset is not null || (IsSubtree && Path.Length == 0);

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The pattern is not legal.</exception>
    public static FilterRule Parse(string pattern, bool includes) =>
        TryParse(pattern, includes, out var rule, out var problem) ? rule : throw new FormatException(problem);

    /// <summary>Reads a pattern; <paramref name="problem"/> names the entry as upstream does.</summary>
    public static bool TryParse(
        string pattern, bool includes, [NotNullWhen(true)] out FilterRule? rule, [NotNullWhen(false)] out string? problem)
    {
        var isSubtree = pattern.EndsWith('<');
        var path = isSubtree ? pattern[..^1] : pattern;
        problem = ProblemIn(pattern, path);
        rule = problem is null ? new(path, isSubtree, includes) : null;
        if (problem is not null) problem = $"invalid mapping entry ['{pattern}':'{(includes ? "ok" : "!")}']: {problem}";
        return problem is null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Pattern}: {(Includes ? "true" : "false")}";

    private static string? ProblemIn(string pattern, string path)
    {
        if (pattern.Count(c => c == '<') == 1 && path.Length == pattern.Length) return "pattern invalid: only one '<' at end of string allowed";
        if (path.AsSpan().ContainsAny(ForbiddenCharacters)) return "pattern is not a dataset path: contains forbidden characters";
        return path.EndsWith('/') ? "pattern is not a dataset path: must not end with a '/'" : null;
    }
}
