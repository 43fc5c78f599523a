using Zrepl.Engine.Replication.Reports;

namespace Zrepl.Web.Live;

/// <summary>How fast each dataset comes along, as one page sees it. Not thread-safe: it belongs to that page.</summary>
/// <param name="clock">The time.</param>
public sealed class DatasetRates(TimeProvider clock)
{
    private readonly Dictionary<(string Job, string Dataset), TransferRate> _rates = [];

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

        if (!_rates.TryGetValue(key, out var rate)) _rates[key] = rate = new TransferRate(clock);
        return rate.Look(filesystem.Bytes().Replicated);
    }
}
