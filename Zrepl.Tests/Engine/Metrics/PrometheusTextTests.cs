using Zrepl.Engine.Metrics;

namespace Zrepl.Tests.Engine.Metrics;

/// <summary>Spec D1, D-01, D-02.</summary>
public sealed class PrometheusTextTests
{
    private readonly MetricRegistry _registry = new();

    [Fact]
    public void Counters_and_gauges_keep_their_names_and_escape_their_labels()
    {
        _registry.Counter("zrepl_bytes", "bytes\nso far", "zrepl_job", "filesystem").With("a\"b", "tank\\x").Add(12.5);
        _registry.Gauge("zrepl_alpha", "no labels").With().Set(-1);
        Assert.Equal(
            "# HELP zrepl_alpha no labels\n# TYPE zrepl_alpha gauge\nzrepl_alpha -1\n"
            + "# HELP zrepl_bytes bytes\\nso far\n# TYPE zrepl_bytes counter\nzrepl_bytes{zrepl_job=\"a\\\"b\",filesystem=\"tank\\\\x\"} 12.5\n",
            Written());
    }

    [Fact]
    public void A_histogram_counts_each_value_in_every_bucket_above_it()
    {
        var seconds = _registry.Histogram("zrepl_time", "seconds", [0.5, 1], "side").With("local");
        seconds.Observe(0.5);
        seconds.Observe(0.7);
        seconds.Observe(3);
        Assert.Equal(
            "# HELP zrepl_time seconds\n# TYPE zrepl_time histogram\n"
            + "zrepl_time_bucket{side=\"local\",le=\"0.5\"} 1\nzrepl_time_bucket{side=\"local\",le=\"1\"} 2\n"
            + "zrepl_time_bucket{side=\"local\",le=\"+Inf\"} 3\nzrepl_time_sum{side=\"local\"} 4.2\nzrepl_time_count{side=\"local\"} 3\n",
            Written());
    }

    [Fact]
    public void A_summary_has_a_sum_and_a_count()
    {
        _registry.Summary("zrepl_time", "seconds").With().Observe(0.25);
        _registry.Summary("zrepl_time", "seconds").With().Observe(1);
        Assert.Equal("# HELP zrepl_time seconds\n# TYPE zrepl_time summary\nzrepl_time_sum 1.25\nzrepl_time_count 2\n", Written());
    }

    [Fact]
    public void A_metric_without_series_is_not_written()
    {
        _registry.Counter("zrepl_nothing", "yet", "job");
        Assert.Equal("", Written());
    }

    [Fact]
    public void Series_of_what_is_gone_are_forgotten() // D-08
    {
        var bytes = _registry.Counter("zrepl_bytes", "bytes", "filesystem");
        bytes.With("tank/a").Add(1);
        bytes.With("tank/b").Add(1);
        bytes.Remove(series => series.LabelValues[0] == "tank/a");
        Assert.Equal("tank/b", Assert.Single(bytes.Series).LabelValues[0]);
    }

    [Fact]
    public void One_name_is_one_metric()
    {
        Assert.Same(_registry.Counter("zrepl_bytes", "bytes", "filesystem"), _registry.Counter("zrepl_bytes", "bytes", "filesystem"));
        Assert.Throws<InvalidOperationException>(() => _registry.Gauge("zrepl_bytes", "bytes", "filesystem"));
        Assert.Throws<ArgumentException>(() => _registry.Counter("zrepl_bytes", "bytes", "filesystem").With());
    }

    private string Written()
    {
        using var text = new StringWriter { NewLine = "\n" };
        PrometheusText.Write(text, _registry.Families);
        return text.ToString();
    }
}
