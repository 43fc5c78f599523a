using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>
/// In which pools one side of a job had datasets. With <c>"&lt;"</c> in the filter nothing tells that a pool is missing: rules that change meanwhile destroy nothing
/// there now, and much once it is imported again. Such a pool keeps the rules it was pruned by last, and is compared with those when it is back.
/// </summary>
/// <param name="Here">Pools that were pruned by, or compared with, the rules that may prune now.</param>
/// <param name="Earlier">Pools that were not there when rules changed: by pool, the policy it was pruned by last.</param>
/// <param name="Missed">Pools that were not there when what waits for approval was compared.</param>
internal sealed record SeenPools(ImmutableSortedSet<string> Here, ImmutableSortedDictionary<string, string> Earlier, ImmutableSortedSet<string> Missed)
{
    public static SeenPools None { get; } = new(
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal), ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    /// <summary>All pools it was ever about, as far as is known.</summary>
    [JsonIgnore]
    public IEnumerable<string> All => Here.Concat(Earlier.Keys);

    /// <summary>The same as it was read from a file, which may leave things out.</summary>
    public SeenPools Read() => new(
        (Here ?? None.Here).WithComparer(StringComparer.Ordinal), (Earlier ?? None.Earlier).WithComparers(StringComparer.Ordinal), (Missed ?? None.Missed).WithComparer(StringComparer.Ordinal));

    /// <summary>Pools that were pruned by the rules that may prune.</summary>
    public SeenPools With(IReadOnlySet<string> pools)
    {
        var more = pools.Where(pool => !Earlier.ContainsKey(pool)).ToList();
        return Here.IsSupersetOf(more) ? this : this with { Here = Here.Union(more) };
    }

    /// <summary>Other rules may prune from now on.</summary>
    /// <param name="before">The policy before; null: there was none.</param>
    /// <param name="after">The policy now.</param>
    /// <param name="present">Pools with which it was compared.</param>
    public SeenPools AfterChange(string? before, string after, IEnumerable<string> present)
    {
        var here = present.ToImmutableSortedSet(StringComparer.Ordinal);
        var earlier = None.Earlier;
        foreach (var pool in All.Where(pool => !here.Contains(pool)).ToList())
        {
            var last = Earlier.GetValueOrDefault(pool) ?? before;
            if (last is null || last == after) here = here.Add(pool);
            else earlier = earlier.SetItem(pool, last);
        }

        return new(here, earlier, None.Missed);
    }
}
