using System.Collections.Immutable;

namespace Zrepl.Engine.Metrics;

/// <summary>A series as it stood at one moment.</summary>
/// <param name="Value">Of a counter or gauge.</param>
/// <param name="Count">Observations of a histogram or summary.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="BucketCounts">Observations at or below each bound of a histogram.</param>
public sealed record MetricReading(double Value, long Count, double Sum, ImmutableArray<long> BucketCounts);

/// <summary>One series of a metric. Thread-safe.</summary>
public sealed class MetricSeries
{
    private readonly Lock _lock = new();
    private readonly ImmutableArray<double> _bounds;
    private readonly long[] _buckets;
    private double _value;
    private long _count;
    private double _sum;

    internal MetricSeries(ImmutableArray<string> labelValues, ImmutableArray<double> bounds)
    {
        LabelValues = labelValues;
        _bounds = bounds;
        _buckets = new long[bounds.Length];
    }

    /// <summary>One value for each label of the family.</summary>
    public ImmutableArray<string> LabelValues { get; }

    /// <summary>How it stands now.</summary>
    public MetricReading Now
    {
        get { lock (_lock) return new(_value, _count, _sum, [.. _buckets]); }
    }

    /// <summary>Adds to a counter or gauge.</summary>
    public void Add(double amount)
    {
        lock (_lock) _value += amount;
    }

    /// <summary>Sets a gauge, or a counter that is counted elsewhere.</summary>
    public void Set(double value)
    {
        lock (_lock) _value = value;
    }

    /// <summary>Sets a gauge to a time, as Prometheus has it: seconds since 1970, to the millisecond.</summary>
    /// <param name="time">Which; null is 0, for what has not happened yet.</param>
    public void Set(DateTimeOffset? time) => Set(time is { } some ? some.ToUnixTimeMilliseconds() / 1000.0 : 0);

    /// <summary>Takes a value into a histogram or summary.</summary>
    public void Observe(double value)
    {
        lock (_lock)
        {
            _count++;
            _sum += value;
            for (var i = 0; i < _bounds.Length; i++)
            {
                if (value <= _bounds[i]) _buckets[i]++;
            }
        }
    }
}
