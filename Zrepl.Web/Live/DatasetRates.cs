using Zrepl.Engine.Replication.Reports;

namespace Zrepl.Web.Live;

/// <summary>How fast each dataset comes along, as one viewer sees it. Not thread-safe: it belongs to that viewer.</summary>
/// <param name="clock">The time.</param>
/// <param name="apart">Least time between two looks at a dataset; who looks sooner is told what was seen before. Null: every look counts.</param>
public sealed class DatasetRates(TimeProvider clock, TimeSpan? apart = null)
{
    private readonly Dictionary<(string Job, string Dataset), Looked> _rates = [];
    private int _round;

    /// <summary>Takes a look at a dataset at work.</summary>
    /// <returns>Bytes per second, or null if unknown.</returns>
    public double? Look(string job, FilesystemReport filesystem)
    {
        var key = (job, filesystem.Info.Name);
        if (!filesystem.IsActive())
        {
            _rates.Remove(key);
            return null;
        }

        if (!_rates.TryGetValue(key, out var looked)) _rates[key] = looked = new Looked(clock);
        looked.Round = _round;
        if (looked.At is { } at && clock.GetElapsedTime(at) < apart) return looked.BytesPerSecond;
        looked.At = clock.GetTimestamp();
        return looked.BytesPerSecond = looked.Rate.Look(filesystem.Bytes().Replicated);
    }

    /// <summary>Forgets the datasets that nobody looked at since the last time.</summary>
    public void ForgetOthers()
    {
        foreach (var key in _rates.Where(rate => rate.Value.Round != _round).Select(rate => rate.Key).ToList()) _rates.Remove(key);
        _round++;
    }

    private sealed class Looked(TimeProvider clock)
    {
        public TransferRate Rate { get; } = new(clock);

        public long? At { get; set; }

        public double? BytesPerSecond { get; set; }

        public int Round { get; set; }
    }
}
