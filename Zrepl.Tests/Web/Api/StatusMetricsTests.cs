using Zrepl.Engine.Metrics;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Api.Metrics;

namespace Zrepl.Tests.Web.Api;

/// <summary>What metrics tell of the status of jobs: spec D2.</summary>
public sealed class StatusMetricsTests
{
    private readonly MetricRegistry _registry = new();

    [Fact]
    public void Clients_of_a_sink_have_series_until_they_are_gone()
    {
        var job = AJob.Named("j", JobKind.Sink) with { Clients = [new("laptop", AJob.Now, ["receive tank/a@1"], 4096)] };
        StatusMetrics.Set(_registry, [job], AJob.Now);
        Assert.Equal([(4096, "j laptop")], Of("zrepl_client_bytes"));
        Assert.Equal([(AJob.Now.ToUnixTimeSeconds(), "j laptop")], Of("zrepl_client_last_request_time"));
        StatusMetrics.Set(_registry, [job with { Clients = [] }], AJob.Now);
        Assert.Empty(Of("zrepl_client_bytes"));
    }

    [Fact]
    public void Of_many_clients_those_that_asked_last_have_series()
    {
        var job = AJob.Named("j", JobKind.Sink) with { Clients = [.. Enumerable.Range(0, 300).Select(number => new ClientStatus($"c{number}", AJob.Now.AddMinutes(-number), [], number))] };
        StatusMetrics.Set(_registry, [job], AJob.Now);
        Assert.Equal(StatusMetrics.MostDatasets, Of("zrepl_client_bytes").Count());
        Assert.Contains((0, "j c0"), Of("zrepl_client_bytes"));
        Assert.DoesNotContain(Of("zrepl_client_bytes"), one => one.Labels == "j c299");
    }

    private IEnumerable<(double Value, string Labels)> Of(string name) =>
        _registry.Families.Single(family => family.Name == name).Series.Select(series => (series.Now.Value, string.Join(' ', series.LabelValues)));
}
