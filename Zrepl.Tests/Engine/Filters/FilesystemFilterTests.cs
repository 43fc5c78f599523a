using Zrepl.Engine.Filters;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Filters;

public sealed class FilesystemFilterTests
{
    [Theory] // config 8, C11
    [InlineData("tank<:ok,tank/cache<:!,tank/home/x<:!,tank/home/x/1:ok",
        "zroot:! tank:ok tank/cache:! tank/cache/foo:! tank/home/x:! tank/home/y:ok tank/home/x/1:ok tank/home/x/2:!")]
    [InlineData("tank/home/bob:ok,tank/home/bob<:!", "tank/home/bob:ok tank/home/bob/downloads:!")]
    [InlineData("other:ok", "tank:! tank/a:! zroot:!")]
    [InlineData("<:ok,tmp:!", "tmp:! tmp/x:ok a:ok")]
    [InlineData("tank<:ok,tank/foo<:!,tank/foo/bar:ok", "tank/foo/bar/loo:! tank/bar:ok tank/foo/bar:ok zroot:! tank/var/log:ok")]
    [InlineData("tank/home<:ok", "tank/homes:! tank/home:ok")]
    [InlineData("<:ok,secret:!", "secret:! secret/a:ok")]
    [InlineData("tank/a:!,tank<:ok", "tank/a:! tank/a/b:ok")]
    [InlineData("/tank<:ok,tank//a<:ok,:ok", "tank:! tank/a:!")]
    public void The_most_specific_rule_decides(string filter, string expected)
    {
        foreach (var row in expected.Split(' '))
        {
            var (dataset, included) = (row[..row.LastIndexOf(':')], row.EndsWith("ok", StringComparison.Ordinal));
            Assert.True(Filter(filter).Includes(DatasetPath.Parse(dataset)) == included, row);
        }
    }

    [Theory] // config 3.7 and 8, I22-I24, C8
    [InlineData("ta<nk", "pattern invalid: only one '<' at end of string allowed")]
    [InlineData("<tank", "pattern invalid: only one '<' at end of string allowed")]
    [InlineData("tank<<", "pattern is not a dataset path: contains forbidden characters")]
    [InlineData("tank@x<", "pattern is not a dataset path: contains forbidden characters")]
    [InlineData("tank#x", "pattern is not a dataset path: contains forbidden characters")]
    [InlineData("tank|x", "pattern is not a dataset path: contains forbidden characters")]
    [InlineData("tank\tx", "pattern is not a dataset path: contains forbidden characters")]
    [InlineData("tank>x", "pattern is not a dataset path: contains forbidden characters")]
    [InlineData("tank/*", "pattern is not a dataset path: contains forbidden characters")]
    [InlineData("tank/<", "pattern is not a dataset path: must not end with a '/'")]
    [InlineData("tank/", "pattern is not a dataset path: must not end with a '/'")]
    public void An_illegal_pattern_is_refused_with_the_entry_it_stands_in(string pattern, string reason)
    {
        Assert.False(FilterRule.TryParse(pattern, true, out _, out var ok));
        Assert.Equal($"invalid mapping entry ['{pattern}':'ok']: {reason}", ok);
        Assert.False(FilterRule.TryParse(pattern, false, out _, out var no));
        Assert.Equal($"invalid mapping entry ['{pattern}':'!']: {reason}", no);
    }

    [Fact]
    public void The_deciding_rule_can_be_shown()
    {
        var filter = Filter("tank<:ok,tank/cache<:!");
        Assert.Equal("tank/cache<", filter.DecidingRule(DatasetPath.Parse("tank/cache/a"))?.Pattern);
        Assert.Equal("tank<", filter.DecidingRule(DatasetPath.Parse("tank/a"))?.Pattern);
        Assert.Null(filter.DecidingRule(DatasetPath.Parse("zroot")));
    }

    [Theory] // A4.4
    [InlineData("<:ok,tmp<:!", null)]
    [InlineData("tank<:ok,tank/a<:ok,tank/b:!", "tank")]
    [InlineData("tank/a<:ok,tank/b:ok,zroot/x<:!", "tank/a tank/b")]
    [InlineData("a:ok,a/c<:ok,a-b<:ok", "a a-b")]
    [InlineData("tank<:!", "")]
    [InlineData("/tank<:ok,:ok", "")]
    public void The_minimal_roots_cover_what_can_be_included(string filter, string? roots) =>
        Assert.Equal(roots, Filter(filter).MinimalRoots is { } found ? string.Join(' ', found) : null);

    [Fact] // config 8: with "<" alone upstream counts the empty path as unmatched
    public void Named_datasets_and_rules_without_dataset_leave_out_the_empty_path()
    {
        var filter = Filter("<:ok,tank/a:!,tank/a<:!,tank/b:ok,/x:ok");
        Assert.Equal(["tank/a", "tank/b"], filter.NamedDatasets.Select(d => d.Text));
        Assert.Equal(["/x", "tank/b"], filter.RulesWithoutDataset(new HashSet<DatasetPath> { DatasetPath.Parse("tank/a") }).Select(r =>
            r.Pattern));
    }

    [Fact]
    public void Filters_are_equal_if_their_rules_are_whatever_their_order()
    {
        Assert.Equal(Filter("a:ok,b<:!"), Filter("b<:!,a:ok"));
        Assert.Equal(Filter("a:ok,b<:!").GetHashCode(), Filter("b<:!,a:ok").GetHashCode());
        Assert.NotEqual(Filter("a:ok"), Filter("a:!"));
        Assert.NotEqual(Filter("a:ok"), Filter("a<:ok"));
    }

    [Theory]
    [InlineData("tank<:ok", "tank/a:ok", true)]
    [InlineData("tank:ok", "tank/a<:ok", false)]
    [InlineData("tank<:ok,tank/a<:!", "tank/a<:ok", false)]
    [InlineData("tank<:ok,tank/a:!", "tank/a<:ok", true)]
    [InlineData("<:ok", "zroot/x<:ok", true)]
    [InlineData("<:ok", "<:ok,a:!", true)]
    [InlineData("tank/ab<:ok", "tank/a<:ok", false)]
    [InlineData("tank<:ok,tank/a<:!", "tank<:!,tank/a<:ok,tank/a/b:!", false)]
    public void Overlap_is_found_without_a_list_of_datasets(string one, string other, bool overlaps)
    {
        Assert.Equal(overlaps, Filter(one).Overlaps(Filter(other)));
        Assert.Equal(overlaps, Filter(other).Overlaps(Filter(one)));
    }

    private static FilesystemFilter Filter(string text)
    {
        Assert.True(CommandLineFilter.TryParse(text, out var filter, out var problem), problem);
        return filter;
    }

    [Fact]
    public void Rules_that_speak_of_nothing_are_counted_unless_they_exclude_elsewhere() // D1
    {
        var filter = FilesystemFilter.Of([FilterRule.Parse("tank<", true), FilterRule.Parse("tank/gone<", false), FilterRule.Parse("pool/x", false), FilterRule.Parse("tank/new", true)]);
        Assert.Equal(2, filter.CountWithoutDataset([DatasetPath.Parse("tank"), DatasetPath.Parse("tank/a")])); // tank/gone, tank/new
        Assert.Equal(0, filter.CountWithoutDataset([DatasetPath.Parse("tank"), DatasetPath.Parse("tank/gone"), DatasetPath.Parse("tank/new")]));
    }
}
