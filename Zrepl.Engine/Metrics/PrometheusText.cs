using System.Globalization;

namespace Zrepl.Engine.Metrics;

/// <summary>Writes metrics in the text format 0.0.4 of Prometheus. Source: spec D1.</summary>
public static class PrometheusText
{
    /// <summary>Content type of the format.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes all metrics that have a series.</summary>
    public static void Write(TextWriter target, IEnumerable<MetricFamily> families)
    {
        foreach (var family in families)
        {
            var series = family.Series.ToList();
            if (series.Count == 0) continue;
            target.Write($"# HELP {family.Name} {EscapeHelp(family.Help)}\n# TYPE {family.Name} {family.Type.ToString().ToLowerInvariant()}\n");
            foreach (var one in series) WriteSeries(target, family, one);
        }
    }

    private static void WriteSeries(TextWriter target, MetricFamily family, MetricSeries series)
    {
        var labels = string.Join(',', family.Labels.Zip(series.LabelValues, (name, value) => $"{name}=\"{EscapeValue(value)}\""));
        var now = series.Now;
        if (family.Type is MetricType.Counter or MetricType.Gauge)
        {
            WriteLine(target, family.Name, labels, now.Value);
            return;
        }

        if (family.Type == MetricType.Histogram) WriteBuckets(target, family, labels, now);
        WriteLine(target, family.Name + "_sum", labels, now.Sum);
        WriteLine(target, family.Name + "_count", labels, now.Count);
    }

    private static void WriteBuckets(TextWriter target, MetricFamily family, string labels, MetricReading now)
    {
        var before = labels.Length == 0 ? "" : labels + ",";
        for (var i = 0; i < family.Buckets.Length; i++)
            WriteLine(target, family.Name + "_bucket", $"{before}le=\"{Number(family.Buckets[i])}\"", now.BucketCounts[i]);
        WriteLine(target, family.Name + "_bucket", $"{before}le=\"+Inf\"", now.Count);
    }

    private static void WriteLine(TextWriter target, string name, string labels, double value) =>
        target.Write(labels.Length == 0 ? $"{name} {Number(value)}\n" : $"{name}{{{labels}}} {Number(value)}\n");

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string EscapeHelp(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeValue(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);
}
