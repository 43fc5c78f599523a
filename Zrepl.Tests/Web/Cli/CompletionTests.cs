using System.Diagnostics;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl gencompletion</c> and <c>completion</c>: spec A12, H1 A-28.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", "conf", "configcheck")]
    [InlineData("zfs-abstraction", "rel", "release-all release-stale")]
    [InlineData("holds", "l", "list")]
    [InlineData("test filesystems", "--j", "--job")]
    [InlineData("--config /etc/zrepl.yml test", "fi", "filesystems")]
    [InlineData("signal", "wak", "wakeup")]
    [InlineData("prune --side", "s", "sender")]
    [InlineData("prune --job", "", "push snap")]
    [InlineData("signal reset", "p", "pause prune push")]
    public async Task Bash_completes_commands_flags_their_values_and_jobs_A_28(string before, string word, string expected)
    {
        var script = Path.Combine(_directory.Path, "zrepl.bash");
        Assert.Equal(new(0, "", ""), await CommandRun.OfAsync("gencompletion", "bash", script));
        var words = $"zrepl {before}".Split(' ', StringSplitOptions.RemoveEmptyEntries).Append($"'{word}'").ToList();
        var asked = $$"""
            set -u
            zrepl() { [[ "$*" == __jobs ]] && echo push && echo snap; }
            source '{{script}}'
            COMP_WORDS=({{string.Join(' ', words)}}); COMP_CWORD={{words.Count - 1}}
            _zrepl && printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd' '
            """;
        Assert.Equal(expected + "\n", await BashAsync(asked));
    }

    [Theory]
    [InlineData("zsh", "#compdef zrepl\n", "\" test filesystems\")")]
    [InlineData("fish", "# completion of zrepl for fish", "complete -c zrepl -n \"__zrepl_at ' test filesystems'\" -l job -x -a '(zrepl __jobs 2>/dev/null)' -d 'the name of the job'")]
    [InlineData("bash", "# completion of zrepl for bash", "complete -F _zrepl zrepl")]
    public async Task Each_shell_has_a_script_also_on_standard_output_A_28(string shell, string start, string part)
    {
        var file = Path.Combine(_directory.Path, "script");
        Assert.Equal(0, (await CommandRun.OfAsync("gencompletion", shell, file)).ExitCode);
        var run = await CommandRun.OfAsync("completion", shell);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(run.Output, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.StartsWith(start, run.Output, StringComparison.Ordinal);
        Assert.Contains(part, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("__jobs)\n", run.Output, StringComparison.Ordinal); // itself not offered
    }

    [Theory]
    [InlineData]
    [InlineData("a", "b")]
    public async Task Exactly_one_file_is_named_A_28(params string[] files)
    {
        var run = await CommandRun.OfAsync(["gencompletion", "bash", .. files]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("specify exactly one positional agument\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("Usage:\n  zrepl gencompletion bash", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_told()
    {
        var run = await CommandRun.OfAsync("gencompletion", "bash", Path.Combine(_directory.Path, "missing", "file"));
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("cannot write ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_names_of_jobs_are_read_from_the_configuration()
    {
        var file = _directory.Write("zrepl.yml", "jobs: [{ type: sink, name: in, root_fs: tank/in, serve: { type: local, listener_name: in } }]\n");
        Assert.Equal(new(0, "in\n", ""), await CommandRun.OfAsync("__jobs", "--config", file));
        Assert.DoesNotContain("__jobs", (await CommandRun.OfAsync("--help")).Output, StringComparison.Ordinal);
    }

    private static async Task<string> BashAsync(string script)
    {
        using var bash = Process.Start(new ProcessStartInfo("bash", ["--norc", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!; // a new process
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        var errors = bash.StandardError.ReadToEndAsync(deadline.Token);
        var output = await bash.StandardOutput.ReadToEndAsync(deadline.Token);
        await bash.WaitForExitAsync(deadline.Token);
        Assert.Equal("", await errors);
        return output;
    }
}
