using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Metrics;

namespace Zrepl.Web.Api.Metrics;

/// <summary>When the certificates of jobs end, read from their files as these are now. One that cannot be read has no series; the job tells why. Source: spec D2.</summary>
internal sealed class CertificateMetrics
{
    private readonly Dictionary<string, (DateTime WrittenAt, double EndsAt)> _read = new(StringComparer.Ordinal);

    /// <summary>Sets the gauge; for one question at a time.</summary>
    public void Set(MetricRegistry registry, IEnumerable<JobDefinition> jobs)
    {
        var ends = registry.Gauge("zrepl_tls_certificate_not_after", "when the certificate of the job ends", "zrepl_job", "role");
        ends.Remove(_ => true);
        foreach (var job in jobs)
        {
            if (FilesOf(job) is not { } files || EndOf(files.Files.Certificate) is not { } end) continue;
            ends.With(job.Name.Text, files.Role).Set(end);
        }
    }

    private static (TlsFiles Files, string Role)? FilesOf(JobDefinition job) => job switch
    {
        PushJobDefinition { Connect: ConnectDefinition.Tls tls } => (tls.Files, "client"),
        PullJobDefinition { Connect: ConnectDefinition.Tls tls } => (tls.Files, "client"),
        SinkJobDefinition { Serve: ServeDefinition.Tls tls } => (tls.Files, "server"),
        SourceJobDefinition { Serve: ServeDefinition.Tls tls } => (tls.Files, "server"),
        _ => null,
    };

    private double? EndOf(string path)
    {
        try
        {
            var writtenAt = File.GetLastWriteTimeUtc(path);
            if (_read.TryGetValue(path, out var known) && known.WrittenAt == writtenAt) return known.EndsAt;
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path));
            var end = new DateTimeOffset(certificate.NotAfter).ToUnixTimeSeconds();
            _read[path] = (writtenAt, end);
            return end;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }
}
