using Zrepl.Engine.Metrics;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support.Wire;
using Zrepl.Web.Api.Metrics;
using Zrepl.Web.Live;

namespace Zrepl.Tests.Web.Api;

/// <summary>When certificates end: spec D2.</summary>
public sealed class CertificateMetricsTests : IDisposable
{
    private readonly TlsWorld _files = new();
    private readonly MetricRegistry _registry = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void The_end_of_each_jobs_certificate_is_told_as_long_as_it_can_be_read()
    {
        var certificates = new JobCertificates();
        var jobs = Samples.Legal($$"""
            jobs:
            - { name: in, type: sink, root_fs: tank, serve: { type: tls, listen: ":1", ca: {{_files.Server.CertificateAuthority}}, cert: {{_files.Server.Certificate}}, key: {{_files.Server.Key}}, client_cns: [laptop] } }
            - { name: bare, type: sink, root_fs: pool, serve: { type: tcp, listen: ":2", clients: { 127.0.0.1: a } } }
            """).Jobs;
        CertificateMetrics.Set(_registry, jobs, certificates);
        var series = Assert.Single(Ends.Series);
        Assert.Equal(["in", "server"], series.LabelValues);
        Assert.True(series.Now.Value > DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        File.WriteAllText(_files.Server.Certificate, "no certificate");
        File.SetLastWriteTimeUtc(_files.Server.Certificate, DateTime.UtcNow.AddMinutes(1));
        CertificateMetrics.Set(_registry, jobs, certificates);
        Assert.Empty(Ends.Series);
    }

    private MetricFamily Ends => _registry.Families.Single(family => family.Name == "zrepl_tls_certificate_not_after");
}
