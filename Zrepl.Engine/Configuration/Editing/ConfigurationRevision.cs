using System.Collections.Immutable;
using System.Text;

namespace Zrepl.Engine.Configuration.Editing;

/// <summary>What a file says at one moment, without its text.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Revision">Word for exactly its content; <see cref="Unreadable"/> if it cannot be read.</param>
public sealed record FileStamp(string Path, string Revision)
{
    /// <summary>Stands for a content that cannot be read.</summary>
    public const string Unreadable = "----------------";

    /// <summary>Looks at a file.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            return new(path, ConfigurationFile.RevisionOf(File.ReadAllBytes(path)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new(path, Unreadable);
        }
    }
}

/// <summary>
/// Short word for what all files of a configuration say at one moment. Saving one file takes over the others too, so that somebody who saves has to have seen them all. The word tells
/// which of them changed since: <c>FILE</c> alone if there is one file, else <c>FILE.AAAAAABBBBBBBB…</c>, with six digits for the path and eight for the content of each other file.
/// </summary>
public static class ConfigurationRevision
{
    private const int DigitsOfPath = 6, DigitsOfContent = 8;

    /// <summary>The word.</summary>
    /// <param name="file">The file that is edited.</param>
    /// <param name="all">All files of the configuration, that one among them or not.</param>
    public static string Of(FileStamp file, IEnumerable<FileStamp> all) =>
        string.Concat(all.Where(other => other.Path != file.Path).Select(other => $".{DigitsOf(other.Path)}{other.Revision[..DigitsOfContent]}").Order(StringComparer.Ordinal).Prepend(file.Revision));

    /// <summary>The files that changed since a word was made: others content, not there any more, or new. Empty if none did.</summary>
    /// <param name="revision">The word, which may be anybody's invention.</param>
    /// <param name="file">The file that is edited, as it is now.</param>
    /// <param name="all">All files as they are now.</param>
    /// <param name="known">Paths of files that may be gone, so that they can be named.</param>
    public static ImmutableArray<string> ChangedSince(string revision, FileStamp file, IReadOnlyCollection<FileStamp> all, IEnumerable<string> known)
    {
        if (revision == Of(file, all)) return [];
        var parts = revision.Split('.');
        var before = parts.Skip(1).Where(part => part.Length == DigitsOfPath + DigitsOfContent)
            .GroupBy(part => part[..DigitsOfPath], part => part[DigitsOfPath..], StringComparer.Ordinal).ToDictionary(part => part.Key, part => part.First(), StringComparer.Ordinal);
        var changed = ImmutableArray.CreateBuilder<string>();
        if (parts[0] != file.Revision) changed.Add(file.Path);
        foreach (var other in all.Where(other => other.Path != file.Path))
        {
            if (!before.Remove(DigitsOf(other.Path), out var content) || content != other.Revision[..DigitsOfContent]) changed.Add(other.Path);
        }

        changed.AddRange(known.Where(path => before.Remove(DigitsOf(path))));
        return changed.Count > 0 ? changed.ToImmutable() : [file.Path]; // no word of ours
    }

    private static string DigitsOf(string path) => ConfigurationFile.RevisionOf(Encoding.UTF8.GetBytes(path))[..DigitsOfPath];
}
