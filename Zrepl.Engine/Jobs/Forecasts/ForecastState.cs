using System.Collections.Immutable;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>
/// What one side of a dataset looks like after a round, seen from that round: the snapshots of the forecast by how many were taken since and how long ago, those of
/// today by what they are. Two rounds after which it is the same are followed by the same.
/// </summary>
internal sealed class ForecastState(ForecastSide side, AgeRules rules, ForecastRounds rounds)
{
    private readonly Dictionary<ulong, bool> _asksForAge = []; // of the snapshots of today, by guid
    private readonly Dictionary<ulong, ulong> _marks = [];
    private long _latest;

    /// <summary>True after the youngest snapshot a grid counts from was older than ever before: what was past the last bucket may have come back.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="now">Time of the round, in seconds.</param>
    public bool IsLaterThanEver(ForecastDataset dataset, long now)
    {
        var latest = rules.Grids.Select(pattern => now - YoungestOf(dataset, pattern, now)).DefaultIfEmpty(0).Max();
        if (latest <= _latest) return false;
        _latest = latest;
        return true;
    }

    /// <summary>What it looks like.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="begin">When the forecast begins, in seconds: everything it takes is younger.</param>
    /// <param name="now">Time of the round, in seconds.</param>
    public ImmutableArray<Item> Look(ForecastDataset dataset, long begin, long now) => [.. side.Versions.Select(version =>
    {
        if (dataset.RoundOf(version.Guid) is { } round) return new Item(version.Kind, dataset.TakenSince(version.Guid), now - version.CreationSeconds, rounds.MarksOf(round), version.UserRefs, null);
        var isOutOfReach = version.CreationSeconds < begin && now - version.CreationSeconds > rules.Reach + _latest;
        return new Item(version.Kind, version.Guid, isOutOfReach || !AsksForAge(version) ? null : now - version.CreationSeconds, 0, version.UserRefs, version.Name);
    })];

    private bool AsksForAge(FilesystemVersion version)
    {
        if (!version.IsSnapshot) return false;
        if (!_asksForAge.TryGetValue(version.Guid, out var asks)) _asksForAge[version.Guid] = asks = rules.AskFor(version.Name);
        return asks;
    }

    private long YoungestOf(ForecastDataset dataset, GoRegex pattern, long now)
    {
        var bit = 1UL << rounds.Patterns.IndexOf(pattern);
        for (var index = side.Versions.Length - 1; index >= 0; index--)
        {
            var version = side.Versions[index];
            if (!version.IsSnapshot) continue;
            var marks = dataset.RoundOf(version.Guid) is { } round ? rounds.MarksOf(round) : MarksOf(version);
            if ((marks & bit) != 0) return version.CreationSeconds;
        }

        return now; // nothing counts from anything
    }

    private ulong MarksOf(FilesystemVersion version)
    {
        if (!_marks.TryGetValue(version.Guid, out var marks))
        {
            foreach (var (index, pattern) in rounds.Patterns.Index())
                if (pattern.Search(version.Name) == RegexOutcome.Matches) marks |= 1UL << index;
            _marks[version.Guid] = marks;
        }

        return marks;
    }

    /// <summary>One version.</summary>
    /// <param name="Kind">Snapshot or bookmark.</param>
    /// <param name="Id">Of a snapshot that the forecast took: how many it took since; else the guid.</param>
    /// <param name="Age">In seconds; null: it makes no difference.</param>
    /// <param name="Marks">Of a snapshot that the forecast took: the patterns that match its name.</param>
    /// <param name="Holds">Its holds.</param>
    /// <param name="Name">Of one of today: its name.</param>
    internal readonly record struct Item(VersionKind Kind, ulong Id, long? Age, ulong Marks, uint? Holds, string? Name);
}
