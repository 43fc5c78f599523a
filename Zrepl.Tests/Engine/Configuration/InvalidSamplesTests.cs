using Zrepl.Engine.Configuration;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

/// <summary>
/// Each sample says in comments what must be reported: <c># expect: TEXT</c> for one error each. There must be no other error, so that one
/// mistake does not drown in others that follow from it.
/// </summary>
public sealed class InvalidSamplesTests // config 14, 19, C3
{
    public static TheoryData<string> All => [.. NamesIn("invalid")];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_mistake_is_reported_once_at_its_place(string name)
    {
        var path = PathOf("invalid", name);
        var expected = ExpectedOf(name);
        var loaded = new ConfigurationLoader(Options with { ChecksTlsFiles = ChecksTlsFiles(name) }).Load(path);

        Assert.Null(loaded.Definition);
        var errors = loaded.Problems.Where(p => p.Severity == ProblemSeverity.Error).ToList();
        var printed = string.Join('\n', errors);
        Assert.All(expected, text => Assert.Contains(text, printed, StringComparison.Ordinal));
        Assert.True(expected.Count == errors.Count, printed);
        Assert.All(errors, error =>
        {
            Assert.StartsWith(Path.GetDirectoryName(path)!, error.Span.File, StringComparison.Ordinal);
            Assert.True(error.Span is { Line: > 0, Column: > 0 }, error.ToString());
            Assert.True(error.Span.EndLine > error.Span.Line || error.Span.EndColumn >= error.Span.Column, error.ToString());
            Assert.Matches("^ZC[0-9]{3}$", error.Code);
            Assert.False(IsExpectation(File.ReadLines(error.Span.File).Append("").ElementAt(error.Span.Line - 1)));
        });
    }

    [Fact]
    public void Every_number_of_the_specification_has_a_sample()
    {
        int[] elsewhere = [10, 62]; // below
        Assert.All(
            Enumerable.Range(1, 62).Except(elsewhere), number => Assert.Contains(NamesIn("invalid"), name => name.StartsWith($"I{number:00}", StringComparison.Ordinal)));
    }

    [Fact] // 2.3
    public void A_problem_is_one_line_with_place_path_and_reason()
    {
        var loaded = LoadText("""
            jobs:
            - name: prod
              type: snap
              filesystems: {"a": true}
              snapshotting:
                type: periodic
                prefix: zrepl_
                interval: 10
              pruning: {keep: [{type: last_n, count: 1}]}
            """);
        var error = Assert.Single(loaded.Problems);
        Assert.StartsWith("zrepl.yml:8:15: error: jobs[0] \"prod\".snapshotting.interval: cannot parse value \"10\": missing time unit",
            error.ToString(), StringComparison.Ordinal);
        Assert.Equal(("jobs[0].snapshotting.interval", "prod", 8, 17), (error.Path, error.Job, error.Span.EndLine, error.Span.EndColumn));
    }

    [Fact] // I10: Go's grammar is taken too
    public void An_interval_may_have_two_units() => Assert.Equal(
        TimeSpan.FromMinutes(90),
        Assert.IsType<SnapshottingDefinition.Periodic>(Assert.IsType<SnapJobDefinition>(Legal("""
            jobs:
            - {name: a, type: snap, filesystems: {"a": true}, snapshotting: {type: periodic, prefix: p_, interval: 1h30m}, pruning: {keep: [{type: last_n, count: 1}]}}
            """).Jobs[0]).Snapshotting).Interval);

    [Fact] // I42: --skip-cert-check
    public void Certificates_are_not_opened_if_told_so() =>
        Assert.Null(new ConfigurationLoader(Options)
            .Load(PathOf("invalid", "I42")).Problems.FirstOrDefault(p => p.Severity == ProblemSeverity.Error));

    [Fact] // I62
    public void Two_listeners_on_one_address_are_a_warning()
    {
        var loaded = LoadText("""
            jobs:
            - {name: a, type: sink, root_fs: x/a, serve: {type: tcp, listen: ":8888", clients: {"192.0.2.1": a}}}
            - {name: b, type: sink, root_fs: x/b, serve: {type: tcp, listen: "0.0.0.0:8888", clients: {"192.0.2.1": b}}}
            """);
        Assert.NotNull(loaded.Definition);
        Assert.Contains("zrepl.yml:3:66: warning: jobs[1] \"b\".serve.listen: listen address \"0.0.0.0:8888\" is also used by job \"a\"",
            Warnings(loaded));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_problem_not_an_exception()
    {
        var missing = new ConfigurationLoader(Options).Load("/nonexistent/zrepl.yml");
        Assert.Equal(["/nonexistent/zrepl.yml: error: cannot read the file: no such file or directory"], Errors(missing));
        Assert.Equal(["is a directory"], Errors(new ConfigurationLoader(Options).Load(Samples.Folder)).Select(e => e[^14..]));
    }
}
