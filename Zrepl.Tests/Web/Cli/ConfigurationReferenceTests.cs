using System.Runtime.CompilerServices;
using Zrepl.Engine.Configuration;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Cli;

/// <summary>The reference of all keys: config 17.2.</summary>
public sealed class ConfigurationReferenceTests
{
    [Fact]
    public async Task The_document_is_what_the_program_prints()
    {
        var run = await CommandRun.OfAsync("configcheck", "--reference");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(File.ReadAllText(Document()), run.Output); // else: zrepl configcheck --reference > docs/configuration.md
    }

    [Fact]
    public async Task Every_key_is_in_it()
    {
        var text = (await CommandRun.OfAsync("configcheck", "--reference")).Output;
        Assert.All(ConfigurationReference.Keys, key => Assert.Contains($"| `{key.Name}`", text, StringComparison.Ordinal));
    }

    private static string Document([CallerFilePath] string thisFile = "")
    {
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "configuration.md")); // a file has a directory
        Assert.SkipUnless(File.Exists(file), "The sources are not at hand.");
        return file;
    }
}
