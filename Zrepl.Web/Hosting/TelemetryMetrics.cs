using System.Diagnostics.Metrics;
using Zrepl.Engine.Metrics;
using Zrepl.Web.Api.Metrics;

namespace Zrepl.Web.Hosting;

/// <summary>
/// Shows the metrics of Prometheus to OpenTelemetry, under the same names. A histogram becomes its count and its sum: .NET takes no ready-made buckets.
/// </summary>
internal sealed class TelemetryMetrics(MetricsText metrics, MetricRegistry registry) : IHostedService, IDisposable
{
    private readonly Meter _meter = new(Telemetry.SourceName);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Look(); // makes what is only looked at when somebody asks
        var isFirst = true;
        foreach (var family in registry.Families)
        {
            Show(family, looksFirst: isFirst);
            isFirst = false;
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    private void Show(MetricFamily family, bool looksFirst)
    {
        switch (family.Type)
        {
            case MetricType.Gauge:
                _meter.CreateObservableGauge(family.Name, () => Read(family, reading => reading.Value, looksFirst), description: family.Help);
                break;
            case MetricType.Counter:
                _meter.CreateObservableCounter(family.Name, () => Read(family, reading => reading.Value, looksFirst), description: family.Help);
                break;
            default:
                _meter.CreateObservableCounter(family.Name + "_count", () => Read(family, reading => reading.Count, looksFirst), description: family.Help);
                _meter.CreateObservableCounter(family.Name + "_sum", () => Read(family, reading => reading.Sum, looksFirst: false), description: family.Help);
                break;
        }
    }

    // All are asked in the order in which they were made.
    private List<Measurement<double>> Read(MetricFamily family, Func<MetricReading, double> value, bool looksFirst)
    {
        if (looksFirst) metrics.Look();
        return [.. family.Series.Select(series => new Measurement<double>(
            value(series.Now), family.Labels.Zip(series.LabelValues, (label, text) => new KeyValuePair<string, object?>(label, text))))];
    }
}
