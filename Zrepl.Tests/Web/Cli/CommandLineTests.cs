using Zrepl.Tests.Support;
using Zrepl.Web.Api;
using Zrepl.Web.Cli;

namespace Zrepl.Tests.Web.Cli;

/// <summary>The frame of all commands: spec A1, H1.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public async Task Without_arguments_it_prints_help_and_succeeds_A_01()
    {
        var run = await CommandRun.OfAsync();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("One-stop ZFS replication solution", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task An_unknown_command_is_told_and_fails_A_02()
    {
        var run = await CommandRun.OfAsync("nope");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("Error: unknown command \"nope\" for \"zrepl\"\nRun 'zrepl --help' for usage.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_beginning_of_a_command_gets_a_proposal() =>
        Assert.Contains("\tconfigcheck", (await CommandRun.OfAsync("config")).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("stauts", "status")]
    [InlineData("singal", "signal")]
    [InlineData("verion", "version")]
    [InlineData("dæmon", "daemon")]
    public async Task A_command_with_a_typing_mistake_gets_a_proposal(string typed, string meant) =>
        Assert.Contains($"Did you mean this?\n\t{meant}\n", (await CommandRun.OfAsync(typed)).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("status", "stauts", 1)]
    [InlineData("status", "status", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("prune", "repair", 6)]
    public void Typing_mistakes_are_counted(string typed, string known, int mistakes) => Assert.Equal(mistakes, TypingMistakes.Between(typed, known));

    [Theory]
    [InlineData("--nope", "Error: unknown flag: --nope")]
    [InlineData("--nope=1", "Error: unknown flag: --nope")]
    [InlineData("-x", "Error: unknown shorthand flag: 'x' in -x")]
    public async Task An_unknown_flag_is_told_with_the_usage(string flag, string message)
    {
        var run = await CommandRun.OfAsync("configcheck", flag);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message + "\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("Usage:\n  zrepl configcheck", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_too_many_are_an_error()
    {
        var run = await CommandRun.OfAsync("configcheck", "zrepl.yml");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Error: 'zrepl configcheck' takes no argument \"zrepl.yml\"", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help", "configcheck")]
    [InlineData("configcheck", "--help")]
    [InlineData("configcheck", "-h")]
    public async Task Help_can_be_asked_for_in_three_ways(params string[] arguments)
    {
        var run = await CommandRun.OfAsync(arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("--skip-cert-check", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test")]
    [InlineData("test", "--config", "/nonexistent")]
    [InlineData("--config", "/nonexistent", "test")]
    public async Task A_group_of_commands_alone_prints_its_help(params string[] arguments)
    {
        var run = await CommandRun.OfAsync(arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Commands:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("monitor")]
    [InlineData("monitor", "aliv")]
    [InlineData("monitor", "alive", "--bogus")]
    [InlineData("monitor", "alive", "-c")]
    [InlineData("monitor", "alive", "too", "many")]
    public async Task A_check_that_is_written_wrongly_is_neither_green_nor_yellow(params string[] arguments) =>
        Assert.Equal(3, (await CommandRun.OfAsync(arguments)).ExitCode); // UNKNOWN

    [Fact]
    public async Task Help_about_nothing_known_fails() => Assert.Equal(1, (await CommandRun.OfAsync("help", "nope")).ExitCode);

    [Fact]
    public async Task A_missing_configuration_names_the_places_where_it_was_looked_for()
    {
        var run = await CommandRun.OfAsync("configcheck", "--config", "/nonexistent/zrepl.yml");
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("could not parse config: /nonexistent/zrepl.yml", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_of_the_client_needs_no_configuration_A_19()
    {
        var run = await CommandRun.OfAsync("version", "--show", "client");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^client: zrepl version=v\d+\.\d+\.\d+\S* go=dotnet10\.\S+ GOOS=\w+ GOARCH=\w+ Compiler=coreclr\n$", run.Output);
        Assert.EndsWith(VersionInformation.OfThisProgram + "\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_version_is_refused_in_upstreams_words_A_19()
    {
        var run = await CommandRun.OfAsync("version", "--show", "x");
        Assert.Equal((1, "", "show flag must be 'client' or 'server' or be left empty\n"), (run.ExitCode, run.Output, run.Error));
    }
}
