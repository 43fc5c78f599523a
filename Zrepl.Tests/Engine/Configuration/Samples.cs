using NodaTime;
using Zrepl.Engine.Configuration;

namespace Zrepl.Tests.Engine.Configuration;

/// <summary>The sample files under Fixtures/config, and loading without the machine's surroundings.</summary>
internal static class Samples
{
    private const string Expect = "# expect: ";

    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "config");

    public static readonly ConfigurationLoadOptions Options = new() { ChecksTlsFiles = false, LocalZone = DateTimeZone.Utc };

    /// <summary>Names of samples: files, and directories with a main file.</summary>
    public static IEnumerable<string> NamesIn(string folder) =>
        Directory.EnumerateFileSystemEntries(Path.Combine(Folder, folder)).Select(Path.GetFileNameWithoutExtension).OfType<string>()
            .Order(StringComparer.Ordinal);

    public static string PathOf(string folder, string name)
    {
        var file = Path.Combine(Folder, folder, name + ".yml");
        return File.Exists(file) ? file : Path.Combine(Folder, folder, name, "main.yml");
    }

    /// <summary>What must be reported of an invalid sample, one text for each of its mistakes.</summary>
    public static IReadOnlyList<string> ExpectedOf(string name) =>
        [.. File.ReadLines(PathOf("invalid", name)).Where(IsExpectation).Select(line => line[Expect.Length..])];

    /// <summary>True for a line of a sample that says what must be reported.</summary>
    public static bool IsExpectation(string line) => line.StartsWith(Expect, StringComparison.Ordinal);

    /// <summary>True if the certificates that an invalid sample names are to be opened.</summary>
    public static bool ChecksTlsFiles(string name) => File.ReadLines(PathOf("invalid", name)).Contains("# tls: checked");

    public static LoadedConfiguration LoadValid(string name)
    {
        var loaded = new ConfigurationLoader(Options).Load(PathOf("valid", name));
        Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Problems));
        return loaded;
    }

    public static T Job<T>(string sample, int index = 0)
        where T : JobDefinition =>
        Assert.IsType<T>(LoadValid(sample).Definition!.Jobs[index]); // LoadValid asserts that it is there

    public static LoadedConfiguration LoadText(string text) => new ConfigurationLoader(Options).LoadText(text, "zrepl.yml");

    public static ZreplConfiguration Legal(string text)
    {
        var loaded = LoadText(text);
        Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Problems));
        return loaded.Definition;
    }

    public static IEnumerable<string> Errors(LoadedConfiguration loaded) =>
        loaded.Problems.Where(p => p.Severity == ProblemSeverity.Error).Select(p => p.ToString());

    public static IEnumerable<string> Warnings(LoadedConfiguration loaded) =>
        loaded.Problems.Where(p => p.Severity != ProblemSeverity.Error).Select(p => p.ToString());
}
