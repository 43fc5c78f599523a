using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Zrepl.Engine.Metrics;

/// <summary>What a metric counts.</summary>
public enum MetricType
{
    /// <summary>Only rises.</summary>
    Counter,

    /// <summary>Rises and falls.</summary>
    Gauge,

    /// <summary>How often a value fell into which range.</summary>
    Histogram,

    /// <summary>How often there was a value, and their sum; without quantiles.</summary>
    Summary,
}

/// <summary>All series of one metric. Thread-safe. Source: spec D1.</summary>
public sealed class MetricFamily
{
    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);

    internal MetricFamily(string name, string help, MetricType type, ImmutableArray<string> labels, ImmutableArray<double> buckets) =>
        (Name, Help, Type, Labels, Buckets) = (name, help, type, labels, buckets);

    /// <summary>Name, as Go zrepl spells it.</summary>
    public string Name { get; }

    /// <summary>One line about it.</summary>
    public string Help { get; }

    /// <summary>What it counts.</summary>
    public MetricType Type { get; }

    /// <summary>Names of the labels.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Upper bounds, ascending, without infinity; empty if it is no histogram.</summary>
    public ImmutableArray<double> Buckets { get; }

    /// <summary>All series, in order of their labels.</summary>
    public IEnumerable<MetricSeries> Series => _series.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value);

    /// <summary>The series with these label values; made at the first call.</summary>
    /// <param name="values">One for each label.</param>
    public MetricSeries With(params ReadOnlySpan<string> values)
    {
        if (values.Length != Labels.Length) throw new ArgumentException($"{Name} has {Labels.Length} labels, not {values.Length}.", nameof(values));
        var key = string.Join('\0', values.ToArray());
        if (_series.TryGetValue(key, out var known)) return known;
        return _series.GetOrAdd(key, new MetricSeries([.. values], Buckets));
    }

    /// <summary>Forgets series, such as those of datasets that are gone.</summary>
    public void Remove(Func<MetricSeries, bool> gone)
    {
        foreach (var (key, series) in _series)
        {
            if (gone(series)) _series.TryRemove(key, out _);
        }
    }
}
