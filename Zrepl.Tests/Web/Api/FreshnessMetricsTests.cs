using System.Collections.Immutable;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Metrics;
using Zrepl.Tests.Engine.Freshness;
using Zrepl.Tests.Support;
using Zrepl.Web.Api.Metrics;

namespace Zrepl.Tests.Web.Api;

/// <summary>Ages of copies as metrics.</summary>
public sealed class FreshnessMetricsTests
{
    [Fact]
    public void Ages_are_as_of_the_question_and_only_the_worst_datasets_have_series()
    {
        var registry = new MetricRegistry();
        ImmutableArray<DatasetCopy> copies =
            [.. Enumerable.Range(0, 1000).Select(number => new DatasetCopy($"tank/{number:D4}") { TakenAt = AJob.Now.AddMinutes(-number), FirstSeenAt = AJob.Now })];
        var job = AJob.Named("offsite") with { Targets = Targets.Of("{ rpo: 10h, grace: 1h }"), Copies = copies };
        FreshnessMetrics.Set(registry, [job, AJob.Named("other")], AJob.Now);
        FreshnessMetrics.Set(registry, [job], AJob.Now.AddMinutes(1));
        using var text = new StringWriter();
        PrometheusText.Write(text, registry.Families);

        var lines = text.ToString().Split('\n');
        Assert.Equal(FreshnessMetrics.MostDatasets, lines.Count(line => line.StartsWith("zrepl_copy_age_seconds{", StringComparison.Ordinal)));
        Assert.Contains("zrepl_copy_age_seconds{zrepl_job=\"offsite\",filesystem=\"tank/0999\"} 60000", lines);
        Assert.Contains("zrepl_copy_worst_age_seconds{zrepl_job=\"offsite\"} 60000", lines);
        Assert.Contains("zrepl_copy_target_seconds{zrepl_job=\"offsite\"} 36000", lines);
        Assert.Contains("zrepl_copies_not_fresh{zrepl_job=\"offsite\",state=\"late\"} 340", lines);
        Assert.DoesNotContain(lines, line => line.Contains("zrepl_job=\"other\"", StringComparison.Ordinal));
    }
}
