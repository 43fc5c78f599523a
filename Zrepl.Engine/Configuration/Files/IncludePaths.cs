using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration.Files;

/// <summary>What an entry of <c>include</c> stands for.</summary>
/// <param name="Files">The files, in the order to read them.</param>
/// <param name="Skipped">What lies in an included directory under the name of a file and is none.</param>
/// <param name="Problem">Upstream's message for an entry that stands for nothing.</param>
internal sealed record IncludePaths(ImmutableArray<string> Files, ImmutableArray<string> Skipped, string? Problem)
{
    private static readonly string[] Endings = [".yml", ".yaml"];

    /// <summary>Looks an entry up.</summary>
    /// <param name="path">Absolute path of a file, of a directory, or a pattern with <c>*</c>, <c>?</c> and <c>[]</c>.</param>
    public static IncludePaths Find(string path)
    {
        if (File.Exists(path)) return HasEnding(path) ? new([path], [], null) : Refuse($"include config files must end with `.yml`: {path}");
        if (Directory.Exists(path)) return OfDirectory(path);
        if (path.AsSpan().ContainsAny('*', '?', '[')) return new([.. Expand(path).Where(f => File.Exists(f) && HasEnding(f))], [], null);
        return Refuse($"stat path \"{path}\": no such file or directory");
    }

    private static IncludePaths OfDirectory(string path)
    {
        try
        {
            var entries = Directory.EnumerateFileSystemEntries(path).Where(HasEnding).Order(StringComparer.Ordinal).ToLookup(File.Exists);
            return new([.. entries[true]], [.. entries[false]], null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Refuse($"stat path \"{path}\": {failure.Message}");
        }
    }

    // One segment after the other, so that a pattern may stand for directories too.
    private static IEnumerable<string> Expand(string pattern)
    {
        IEnumerable<string> found = [Path.GetPathRoot(pattern) ?? "/"];
        foreach (var segment in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
            found = [.. found.SelectMany(directory => Matches(directory, segment))];
        return found.Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Matches(string directory, string segment)
    {
        if (!segment.AsSpan().ContainsAny('*', '?', '[')) return [Path.Combine(directory, segment)];
        if (!Directory.Exists(directory)) return [];
        var pattern = GlobPattern.Parse(segment);
        return Directory.EnumerateFileSystemEntries(directory).Where(entry => pattern.IsMatch(Path.GetFileName(entry)));
    }

    private static bool HasEnding(string path) => Endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal));

    private static IncludePaths Refuse(string problem) => new([], [], problem);
}
