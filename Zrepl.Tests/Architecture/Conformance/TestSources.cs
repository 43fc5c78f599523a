using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Zrepl.Tests.Architecture.Conformance;

/// <summary>What the source says about a test: its name, its attributes and comments, and the comments of its class.</summary>
internal sealed class TestSources
{
    private readonly List<string> _files;

    private TestSources(string root) => _files =
        [.. Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Select(File.ReadAllText)];

    /// <summary>The sources this assembly was built from, or null where they are not at hand.</summary>
    public static TestSources? Open()
    {
        var root = Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."); // a file has a directory
        return File.Exists(Path.Combine(root, "Zrepl.Tests.csproj")) ? new TestSources(Path.GetFullPath(root)) : null;
    }

    /// <summary>What each file says.</summary>
    public IReadOnlyList<string> Texts => _files;

    public string TextOf(string test)
    {
        var (type, method) = (test.Split('.')[0], test.Split('.')[^1]);
        var ofType = new Regex($@"\bclass {Regex.Escape(type)}\b.*", RegexOptions.None, TimeSpan.FromSeconds(1));
        var ofMethod = new Regex($@" {Regex.Escape(method)}\(.*", RegexOptions.None, TimeSpan.FromSeconds(1));
        return string.Join('\n', _files.Where(file => ofType.IsMatch(file)).SelectMany(file => new[] { Around(file, ofType), Around(file, ofMethod) }));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    // From the blank line above, so with comments and attributes, to the end of the line.
    private static string Around(string file, Regex declaration)
    {
        var found = declaration.Match(file);
        return found.Success ? file[(file.LastIndexOf("\n\n", found.Index, StringComparison.Ordinal) + 1)..(found.Index + found.Length)] : "";
    }
}
