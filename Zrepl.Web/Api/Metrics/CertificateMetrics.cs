using Zrepl.Engine.Configuration;
using Zrepl.Engine.Metrics;
using Zrepl.Web.Live;

namespace Zrepl.Web.Api.Metrics;

/// <summary>When the certificates of jobs end. One that cannot be read has no series; the job tells why. Source: spec D2.</summary>
internal static class CertificateMetrics
{
    /// <summary>Sets the gauge; for one question at a time.</summary>
    public static void Set(MetricRegistry registry, IEnumerable<JobDefinition> jobs, JobCertificates certificates)
    {
        var ends = registry.Gauge("zrepl_tls_certificate_not_after", "when the certificate of the job ends", "zrepl_job", "role");
        ends.Remove(_ => true);
        foreach (var job in jobs)
        {
            if (certificates.Of(job) is { } certificate) ends.With(job.Name.Text, certificate.Role).Set(certificate.EndsAt.ToUnixTimeSeconds());
        }
    }
}
