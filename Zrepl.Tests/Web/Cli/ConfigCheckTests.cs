using System.Text.Json;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl configcheck</c>: spec A3, H1.</summary>
public sealed class ConfigCheckTests : IDisposable
{
    private const string Valid = """
        jobs:
          - type: snap
            name: hourly
            filesystems: { "tank/home<": true }
            snapshotting: { type: periodic, interval: 1h, prefix: "h_" }
            pruning: { keep: [{ type: last_n, count: 3 }] }
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static string Sample(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "config", name);

    private Task<CommandRun> CheckAsync(string yaml, params string[] flags) =>
        CommandRun.OfAsync(["configcheck", "--config", _directory.Write("zrepl.yml", yaml), .. flags]);

    [Fact]
    public async Task A_good_file_is_met_with_silence()
    {
        var run = await CheckAsync(Valid);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task The_file_may_be_named_before_or_behind_the_command_A_04()
    {
        var file = _directory.Write("zrepl.yml", "jobs: {");
        var behind = await CommandRun.OfAsync("configcheck", "--config", file);
        Assert.Equal(behind, await CommandRun.OfAsync("--config", file, "configcheck"));
        Assert.StartsWith("could not parse config: " + file, behind.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_yaml_cannot_be_parsed_A_03()
    {
        var run = await CheckAsync("jobs: {");
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("could not parse config: ", run.Error, StringComparison.Ordinal);
    }

    /// <summary>Spec A-05: what cannot be built ends with upstream's last line.</summary>
    [Theory]
    [InlineData("I20-regex.yml", "cannot build jobs from config:", "error parsing regexp")]
    [InlineData("I28.yml", "cannot build jobs from config:", "load location from string")]
    [InlineData("I50-level.yml", "cannot build logging from config:", "unknown level 'trace'")]
    [InlineData("I60.yml", "cannot build monitoring from config:", "at most one prometheus")]
    public async Task What_cannot_be_built_is_told_under_its_heading_A_05(string sample, string heading, string message)
    {
        var run = await CommandRun.OfAsync("configcheck", "--config", Sample("invalid/" + sample));
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(heading + "\n", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.EndsWith("\nconfig parsing failed\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_part_asked_for_tells_of_that_part_only()
    {
        var file = Sample("invalid/I50-level.yml");
        var logging = await CommandRun.OfAsync("configcheck", "--config", file, "--what", "logging");
        Assert.Equal(1, logging.ExitCode);
        Assert.DoesNotContain("config parsing failed", logging.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CommandRun.OfAsync("configcheck", "--config", file, "--what", "jobs")).ExitCode);
    }

    [Fact]
    public async Task Missing_certificates_are_let_pass_if_asked_A_07()
    {
        var file = Sample("invalid/I42.yml");
        Assert.Equal(1, (await CommandRun.OfAsync("configcheck", "--config", file)).ExitCode);
        Assert.Equal(0, (await CommandRun.OfAsync("configcheck", "--config", file, "--skip-cert-check")).ExitCode);
    }

    [Theory]
    [InlineData("--format")]
    [InlineData("--what")]
    public async Task An_unknown_format_is_refused_A_06(string flag)
    {
        var run = await CheckAsync(Valid, flag, "bogus");
        Assert.Equal((1, "", "unsupported --format \"bogus\"\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory] // C3
    [MemberData(nameof(InvalidSamplesTests.All), MemberType = typeof(InvalidSamplesTests))]
    public async Task An_illegal_file_fails_the_check_and_all_its_mistakes_are_told_in_one_run(string sample)
    {
        string[] flags = Samples.ChecksTlsFiles(sample) ? [] : ["--skip-cert-check"];
        var run = await CommandRun.OfAsync(["configcheck", "--config", Samples.PathOf("invalid", sample), .. flags]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.All(Samples.ExpectedOf(sample), mistake => Assert.Contains(mistake, run.Error, StringComparison.Ordinal));
    }

    [Theory] // C2, C15
    [MemberData(nameof(ValidSamplesTests.All), MemberType = typeof(ValidSamplesTests))]
    public async Task A_legal_file_passes_and_its_dump_loads_again_with_the_same_meaning(string sample)
    {
        foreach (var format in new[] { "yaml", "json" })
        {
            var run = await CommandRun.OfAsync("configcheck", "--config", Samples.PathOf("valid", sample), "--skip-cert-check", "--format", format, "--show-secrets");
            Assert.Equal(0, run.ExitCode);
            Assert.Equal(Samples.LoadValid(sample).Definition, Samples.Legal(run.Output));
        }
    }

    [Theory] // C15
    [InlineData("yaml")]
    [InlineData("json")]
    [InlineData("pretty")]
    public async Task A_dump_has_stars_for_passwords_unless_asked_to_show_them(string format)
    {
        string[] dump = ["configcheck", "--config", Sample("valid/V22.yml"), "--format", format];
        Assert.DoesNotContain("hunter2", (await CommandRun.OfAsync(dump)).Output, StringComparison.Ordinal);
        Assert.Equal(3, (await CommandRun.OfAsync([.. dump, "--show-secrets"])).Output.Split("hunter2").Length); // of two databases
    }

    [Fact]
    public async Task Jobs_can_be_seen_as_a_table()
    {
        var rows = (await CheckAsync(Valid, "--what", "jobs", "--format", "pretty")).Output.TrimEnd('\n').Split('\n');
        Assert.Equal(["NAME", "TYPE", "PEER", "WHEN", "DATASETS"], Cells(rows[0]));
        Assert.Equal(["hourly", "snap", "-", "every 1h0m0s", "tank/home<"], Cells(rows[1]));

        static string[] Cells(string row) => row.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    [Fact]
    public async Task Warnings_are_told_and_fail_only_a_strict_check()
    {
        var file = Sample("valid/V16.yml");
        var run = await CommandRun.OfAsync("configcheck", "--config", file, "--skip-cert-check");
        Assert.Equal((0, ""), (run.ExitCode, run.Output));
        Assert.Contains(": warning: jobs[0] \"prod_to_backups\".pruning.keep_receiver: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await CommandRun.OfAsync("configcheck", "--config", file, "--skip-cert-check", "--strict")).ExitCode);
    }

    [Fact]
    public async Task Problems_can_be_had_as_json_and_for_github()
    {
        var json = await CheckAsync(Valid.Replace("1h", "10", StringComparison.Ordinal), "--diagnostics", "json");
        Assert.Equal((1, ""), (json.ExitCode, json.Error));
        var problem = JsonDocument.Parse(json.Output).RootElement[0];
        Assert.Equal((5, "error", "hourly"), (problem.GetProperty("line").GetInt32(), problem.GetProperty("severity").GetString(), problem.GetProperty("jobName").GetString()));
        var github = await CheckAsync(Valid.Replace("1h", "10", StringComparison.Ordinal), "--diagnostics", "github");
        Assert.Matches(@"^::error file=.*zrepl\.yml,line=5,col=\d+,title=ZC020::jobs\[0\] ""hourly""\.snapshotting\.interval: ", github.Output);
    }

    [Fact]
    public async Task Keys_that_Go_zrepl_refuses_are_listed_on_request()
    {
        Assert.Equal((0, ""), ((await CheckAsync(Valid, "--compat")).ExitCode, (await CheckAsync(Valid, "--compat")).Output));
        var run = await CheckAsync("global: { logging: [{ type: file, level: info, format: json, filename: /tmp/x }] }\n" + Valid + "\n    enabled: true\n", "--compat");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Go zrepl does not know the type file", run.Output, StringComparison.Ordinal);
        Assert.Contains("Go zrepl does not know the key enabled", run.Output, StringComparison.Ordinal);
    }
}
