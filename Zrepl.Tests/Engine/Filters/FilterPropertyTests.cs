using Zrepl.Engine.Filters;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Filters;

/// <summary>Compares the filter with the sentences of the documentation, taken literally, on random filters and datasets (C11).</summary>
public sealed class FilterPropertyTests
{
    private static readonly string[] Components = ["a", "b", "ab", "a-b"];
    private readonly Random _random = new(20240514);

    [Fact]
    public void The_filter_decides_as_a_naive_reading_of_its_documentation()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var filter = RandomFilter();
            var dataset = RandomDataset();
            Assert.True(Naive(filter, dataset) == filter.Includes(dataset), $"{filter} on {dataset}");
        }
    }

    [Fact] // A4.4
    public void Every_included_dataset_lies_in_a_minimal_root_and_no_root_in_another()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var filter = RandomFilter();
            if (filter.MinimalRoots is not { } roots) continue;
            var dataset = RandomDataset();
            Assert.True(!filter.Includes(dataset) || roots.Any(dataset.IsAtOrBelow), $"{filter} on {dataset}");
            Assert.DoesNotContain(roots, root => roots.Any(root.IsBelow));
        }
    }

    [Fact]
    public void Two_filters_that_include_one_dataset_overlap()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var (one, other) = (RandomFilter(), RandomFilter());
            var dataset = RandomDataset();
            if (one.Includes(dataset) && other.Includes(dataset)) Assert.True(one.Overlaps(other), $"{one} and {other} on {dataset}");
        }
    }

    private static bool Naive(FilesystemFilter filter, DatasetPath dataset)
    {
        var mine = dataset.Text.Split('/');
        var exact = filter.Rules.Where(r => !r.IsSubtree && r.Path == dataset.Text).ToList();
        if (exact.Count > 0) return exact[0].Includes;
        var above = filter.Rules.Where(r => r.IsSubtree).Select(r => (Rule: r, Path: r.Path.Length == 0 ? [] : r.Path.Split('/')))
            .Where(x => x.Path.Length <= mine.Length && x.Path.SequenceEqual(mine.Take(x.Path.Length))).ToList();
        return above.Count > 0 && above.MaxBy(x => x.Path.Length).Rule.Includes;
    }

    private FilesystemFilter RandomFilter()
    {
        var rules = Enumerable.Range(0, _random.Next(1, 7)).Select(_ => FilterRule.Parse(RandomPattern(), _random.Next(2) == 0));
        return FilesystemFilter.Of(rules.DistinctBy(r => r.Pattern));
    }

    private string RandomPattern() => _random.Next(8) == 0 ? "<" : RandomDataset() + (_random.Next(2) == 0 ? "<" : "");

    private DatasetPath RandomDataset() =>
        DatasetPath.Parse(string.Join('/', Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Components[_random.Next(Components.Length)])));
}
