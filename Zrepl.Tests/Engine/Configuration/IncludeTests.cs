using Zrepl.Engine.Configuration;
using Zrepl.Tests.Support;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class IncludeTests : IDisposable // config 1.5
{
    private readonly TemporaryDirectory _directory = new();

    [Theory] // C4: upstream asks whether the path of the main file is absolute, not that of the entry
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void An_entry_is_relative_to_the_main_file_however_that_was_named(bool isMainAbsolute, bool isEntryAbsolute)
    {
        var included = _directory.Write("etc/jobs.d/one.yml", Job("one"));
        _directory.Write("etc/zrepl.yml", $"include: [{(isEntryAbsolute ? included : "jobs.d/one.yml")}]\n");
        var loader = new ConfigurationLoader(Options with { WorkingDirectory = _directory.Path });
        var loaded = loader.Load(isMainAbsolute ? Path.Combine(_directory.Path, "etc/zrepl.yml") : "etc/zrepl.yml");
        Assert.Equal(["one"], Names(loaded));
        Assert.Equal(2, loaded.Files.Length);
    }

    [Fact]
    public void A_directory_gives_its_files_in_order_of_name_and_nothing_below_it()
    {
        foreach (var name in new[] { "20.yml", "10.yaml", ".hidden.yml", "note.txt", "deeper/x.yml" })
            _directory.Write($"jobs.d/{name}", Job(name.Replace('/', '.')));
        Directory.CreateDirectory(Path.Combine(_directory.Path, "jobs.d/dir.yml"));
        var loaded = Load("include: jobs.d\n");
        Assert.Equal([".hidden.yml", "10.yaml", "20.yml"], Names(loaded));
        Assert.Contains(Warnings(loaded), w => w.EndsWith("jobs.d/dir.yml is not a file and was skipped", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("jobs.d/*.yml", "a1.yml a2.yml b1.yml")]
    [InlineData("jobs.d/a?.yml", "a1.yml a2.yml")]
    [InlineData("jobs.d/[ab]1.yml", "a1.yml b1.yml")]
    [InlineData("*/b*.yml", "b1.yml")]
    [InlineData("jobs.d/z*.yml", "")]
    [InlineData("nothing.d/*.yml", "")]
    [InlineData("jobs.d/(a1)*.yml", "")]
    [InlineData("jobs.d/[!a]1.yml", "b1.yml")]
    [InlineData("jobs.d/[^b-z]?.yml", "a1.yml a2.yml")]
    [InlineData("jobs.d/[b-a]1.yml", "")]
    [InlineData("jobs.d/[a1.yml", "")]
    [InlineData("jobs.d/[]a]1.yml", "a1.yml")]
    public void A_pattern_gives_what_matches_and_may_match_nothing(string pattern, string expected)
    {
        foreach (var name in new[] { "b1.yml", "a2.yml", "a1.yml", "c.txt" }) _directory.Write($"jobs.d/{name}", Job(name));
        Assert.Equal(expected, string.Join(' ', Names(Load($"include: [\"{pattern}\"]\n"))));
    }

    [Fact]
    public void A_global_section_in_an_included_file_is_ignored_with_a_warning()
    {
        _directory.Write("one.yml", "global: {control: {sockpath: /elsewhere}}\n" + Job("one"));
        var loaded = Load("include: [one.yml]\n");
        Assert.Equal(GlobalDefinition.DefaultControlSocketPath, loaded.Definition?.Global.ControlSocketPath);
        Assert.Contains("global section in included file", Assert.Single(Warnings(loaded)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_included_twice_has_its_jobs_twice_and_both_places_are_named()
    {
        _directory.Write("one.yml", Job("one"));
        var error = Assert.Single(Errors(Load("include: [one.yml, ./one.yml]\n")));
        Assert.Contains("duplicate job name \"one\" (also in", error, StringComparison.Ordinal);
        Assert.Contains("one.yml line 2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_of_the_main_file_do_not_hide_those_of_included_ones()
    {
        _directory.Write("one.yml", Job("one").Replace("last_n", "last_m", StringComparison.Ordinal));
        _directory.Write("two.yml", "jobs: [\n");
        var errors = Errors(Load("include: [one.yml, two.yml, three.yml]\nglobal: {x: 1}\n")).ToList();
        Assert.Equal(4, errors.Count);
        Assert.Contains("stat path", errors[0], StringComparison.Ordinal);
        Assert.Contains("field x not found", errors[1], StringComparison.Ordinal);
        Assert.Contains("one.yml:6:", errors[2], StringComparison.Ordinal);
        Assert.Contains("two.yml:2:1: error: yaml:", errors[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_text_is_an_error_of_the_entry()
    {
        File.WriteAllBytes(Path.Combine(_directory.Path, "one.yml"), [0xFF, 0xFE, 0xFD, 0xC3, 0x28, 0x00, 0xD8]);
        File.WriteAllBytes(Path.Combine(_directory.Path, "two.yml"), [.. "jobs: "u8, 0xC3, 0x28]);
        Assert.Contains(Errors(Load("include: [two.yml]\n")), e => e.Contains("read file: \"", StringComparison.Ordinal)
            && e.EndsWith("not UTF-8", StringComparison.Ordinal));
    }

    public void Dispose() => _directory.Dispose();

    private LoadedConfiguration Load(string main) => new ConfigurationLoader(Options).Load(_directory.Write("zrepl.yml", main));

    private static IEnumerable<string> Names(LoadedConfiguration loaded)
    {
        Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Problems));
        return loaded.Definition.Jobs.Select(j => j.Name.Text);
    }

    private static string Job(string name) => $$"""
        jobs:
        - name: {{name}}
          type: snap
          filesystems: {"{{name}}": true}
          snapshotting: {type: manual}
          pruning: {keep: [{type: last_n, count: 1}]}
        """;
}
