using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Zrepl.Tests.Scripts;

/// <summary>What <c>scripts/test</c> makes of the parts it runs: nothing that died or did nothing may look like success.</summary>
public sealed class TestResultsTests : IDisposable
{
    private readonly DirectoryInfo _results = Directory.CreateTempSubdirectory("zrepl-results-");

    public void Dispose() => _results.Delete(recursive: true);

    [Theory]
    [InlineData("Z  Total: 12, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s", 0, "12 passed, 0 failed")]
    [InlineData("Z  Total: 12, Errors: 1, Failed: 2, Skipped: 0, Not Run: 0, Time: 1s", 1, "9 passed, 3 failed")]
    [InlineData("Z  Total: 12, Errors: 0, Failed: 0, Skipped: 3, Not Run: 0, Time: 1s", 0, "9 passed, 1 failed")]
    public async Task Tests_are_counted_and_skipped_ones_are_a_failure(string summary, int exitCode, string counted) =>
        Assert.EndsWith(counted, await RunAsync(summary, exitCode), StringComparison.Ordinal);

    [Theory]
    [InlineData("Z  Total: 12, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s", 124, "but the test program ended with exit code 124")]
    [InlineData("the virtual machine died", 125, "ended with exit code 125 and without a summary")]
    [InlineData("Z  Total: 0", 0, "no test ran")]
    public async Task A_part_that_died_or_ran_nothing_is_a_failure(string output, int exitCode, string reason)
    {
        var said = await RunAsync(output, exitCode);
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.EndsWith(" 1 failed", said, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string output, int exitCode)
    {
        const string Script = """
            set -euo pipefail; shopt -s inherit_errexit
            CI=1 results=$1 filters=(); . "$2"
            run part sh -c 'echo "$1"; exit "$2"' part "$3" "$4"
            echo "$passed passed, $failed failed"
            """;
        var start = new ProcessStartInfo("bash", ["-c", Script, "bash", _results.FullName, ScriptFile(), output, $"{exitCode}"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!; // not a shell command, hence never null
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return said.TrimEnd();
    }

    private static string ScriptFile([CallerFilePath] string thisFile = "")
    {
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "scripts", "test.d", "results")); // a file has a directory
        Assert.SkipUnless(File.Exists(file), "The checkout these tests were built from is not at hand.");
        return file;
    }
}
