using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Zrepl.Engine.Metrics;

/// <summary>All metrics of the process. Names and labels are Go zrepl's, because dashboards and alerts ask for them. Thread-safe.</summary>
public sealed class MetricRegistry
{
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    /// <summary>Bounds of a histogram that says nothing else.</summary>
    public static ImmutableArray<double> DefaultBuckets { get; } = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>All metrics in order of name.</summary>
    public IEnumerable<MetricFamily> Families => _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal);

    /// <summary>A counter; the same one for the same name.</summary>
    public MetricFamily Counter(string name, string help, params ImmutableArray<string> labels) => Add(name, help, MetricType.Counter, labels, []);

    /// <summary>A gauge; the same one for the same name.</summary>
    public MetricFamily Gauge(string name, string help, params ImmutableArray<string> labels) => Add(name, help, MetricType.Gauge, labels, []);

    /// <summary>A histogram; the same one for the same name.</summary>
    public MetricFamily Histogram(string name, string help, ImmutableArray<double> buckets, params ImmutableArray<string> labels) =>
        Add(name, help, MetricType.Histogram, labels, buckets);

    /// <summary>A summary; the same one for the same name.</summary>
    public MetricFamily Summary(string name, string help, params ImmutableArray<string> labels) => Add(name, help, MetricType.Summary, labels, []);

    private MetricFamily Add(string name, string help, MetricType type, ImmutableArray<string> labels, ImmutableArray<double> buckets)
    {
        var family = _families.GetOrAdd(name, _ => new MetricFamily(name, help, type, labels, buckets));
        return family.Type == type && family.Labels.SequenceEqual(labels)
            ? family
            : throw new InvalidOperationException($"The metric {name} exists with another type or other labels.");
    }
}
