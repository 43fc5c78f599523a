using System.Collections.Frozen;
using System.Collections.Immutable;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Filters;

/// <summary>
/// Which datasets a job is about. An exact rule for a dataset decides; else the subtree rule with the most components that is the
/// dataset or above it; else the dataset is excluded. Paths are compared by components: <c>tank/home&lt;</c> says nothing of
/// <c>tank/homes</c>. The order of the rules has no meaning. Source: spec config 8.
/// </summary>
public sealed class FilesystemFilter : IEquatable<FilesystemFilter>
{
    private readonly FrozenDictionary<string, FilterRule> _exact;
    private readonly FrozenDictionary<string, FilterRule> _subtrees;

    private FilesystemFilter(ImmutableArray<FilterRule> rules)
    {
        Rules = rules;
        _exact = rules.Where(r => !r.IsSubtree).ToFrozenDictionary(r => r.Path, StringComparer.Ordinal);
        _subtrees = rules.Where(r => r.IsSubtree).ToFrozenDictionary(r => r.Path, StringComparer.Ordinal);
    }

    /// <summary><c>{"&lt;": true}</c>: every dataset of every pool.</summary>
    public static FilesystemFilter Everything { get; } = Of([FilterRule.Parse("<", includes: true)]);

    /// <summary>The rules in order of their patterns.</summary>
    public ImmutableArray<FilterRule> Rules { get; }

    /// <summary>The datasets the operator named, in order; those that do not exist are worth a word to him.</summary>
    public IEnumerable<DatasetPath> NamedDatasets => Rules.Select(r => r.Dataset).OfType<DatasetPath>().Distinct();

    /// <summary>
    /// The fewest subtrees in which every included dataset lies: what to list instead of the whole host. Null: only the whole host
    /// covers it (<c>&lt;: true</c>). Empty: nothing can be included. Source: spec A4.4.
    /// </summary>
    public ImmutableArray<DatasetPath>? MinimalRoots
    {
        get
        {
            var including = Rules.Where(r => r.Includes && r.CanMatch).ToList();
            if (including.Any(r => r.Path.Length == 0)) return null;
            var candidates = including.Select(r => r.Dataset).OfType<DatasetPath>().ToHashSet();
            return [.. candidates.Where(path => !path.Ancestors().Any(candidates.Contains)).Order()];
        }
    }

    /// <summary>Makes a filter of rules with different patterns.</summary>
    /// <exception cref="ArgumentException">Two rules have the same pattern.</exception>
    public static FilesystemFilter Of(IEnumerable<FilterRule> rules) => new([.. rules.OrderBy(r => r.Pattern, StringComparer.Ordinal)]);

    /// <summary>True if a job with this filter is about the dataset.</summary>
    public bool Includes(DatasetPath dataset) => DecidingRule(dataset) is { Includes: true };

    /// <summary>The rule that decides about a dataset, or null if none speaks of it, which excludes it.</summary>
    public FilterRule? DecidingRule(DatasetPath dataset) =>
        _exact.TryGetValue(dataset.Text, out var exact) ? exact : LongestSubtreeAt(dataset.Text);

    /// <summary>The rules that speak of a dataset that is not among <paramref name="existing"/>: the operator may have mistyped them.</summary>
    public ImmutableArray<FilterRule> RulesWithoutDataset(IReadOnlySet<DatasetPath> existing) =>
        [.. Rules.Where(r => r.Path.Length > 0 && (r.Dataset is not { } named || !existing.Contains(named)))];

    /// <summary>
    /// How many rules speak of none of the datasets found below <see cref="MinimalRoots"/>. Those that exclude something elsewhere change nothing and are
    /// passed over.
    /// </summary>
    public int CountWithoutDataset(IEnumerable<DatasetPath> found)
    {
        var roots = MinimalRoots;
        return RulesWithoutDataset(found.ToHashSet())
            .Count(rule => rule.Dataset is not { } named || roots is not { } some || some.Any(root => named.IsAtOrBelow(root)));
    }

    /// <summary>True if some dataset, existing or not, could be included by both filters.</summary>
    public bool Overlaps(FilesystemFilter other)
    {
        // What a filter says changes only at the paths its rules name, so those and an unnamed dataset below each are all there is to ask.
        var paths = Rules.Concat(other.Rules).Where(r => r.CanMatch).Select(r => r.Path).Append("").Distinct(StringComparer.Ordinal);
        return paths.Any(path => (Says(path) && other.Says(path)) || (SaysBelow(path) && other.SaysBelow(path)));
    }

    /// <inheritdoc/>
    public bool Equals(FilesystemFilter? other) => other is not null && Rules.SequenceEqual(other.Rules);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FilesystemFilter);

    /// <inheritdoc/>
    public override int GetHashCode() => Rules.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => CommandLineFilter.Format(this);

    private bool Says(string path) => path.Length > 0 && (_exact.GetValueOrDefault(path) ?? LongestSubtreeAt(path)) is { Includes: true };

    private bool SaysBelow(string path) => LongestSubtreeAt(path) is { Includes: true };

    private FilterRule? LongestSubtreeAt(ReadOnlySpan<char> path)
    {
        if (_subtrees.Count == 0) return null;
        var subtrees = _subtrees.GetAlternateLookup<ReadOnlySpan<char>>();
        while (true)
        {
            if (subtrees.TryGetValue(path, out var rule)) return rule;
            if (path.IsEmpty) return null;
            path = path[..Math.Max(path.LastIndexOf('/'), 0)];
        }
    }
}
