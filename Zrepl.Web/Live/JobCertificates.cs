using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Live;

/// <summary>The certificate a job shows to the other side.</summary>
/// <param name="Role"><c>client</c> or <c>server</c>.</param>
/// <param name="EndsAt">When it ends.</param>
public sealed record JobCertificate(string Role, DateTimeOffset EndsAt);

/// <summary>Certificates of jobs, read from their files as these are now. Thread-safe.</summary>
public sealed class JobCertificates
{
    private readonly ConcurrentDictionary<string, (DateTime WrittenAt, DateTimeOffset EndsAt)> _read = new(StringComparer.Ordinal);

    /// <summary>The certificate of a job; null if it has none, or none that can be read, of which the job itself tells.</summary>
    public JobCertificate? Of(JobDefinition job) => FilesOf(job) is var (files, role) && EndOf(files.Certificate) is { } end ? new(role, end) : null;

    private static (TlsFiles Files, string Role)? FilesOf(JobDefinition job) => job switch
    {
        PushJobDefinition { Connect: ConnectDefinition.Tls tls } => (tls.Files, "client"),
        PullJobDefinition { Connect: ConnectDefinition.Tls tls } => (tls.Files, "client"),
        SinkJobDefinition { Serve: ServeDefinition.Tls tls } => (tls.Files, "server"),
        SourceJobDefinition { Serve: ServeDefinition.Tls tls } => (tls.Files, "server"),
        _ => null,
    };

    private DateTimeOffset? EndOf(string path)
    {
        try
        {
            var writtenAt = File.GetLastWriteTimeUtc(path);
            if (_read.TryGetValue(path, out var known) && known.WrittenAt == writtenAt) return known.EndsAt;
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path));
            DateTimeOffset end = certificate.NotAfter;
            _read[path] = (writtenAt, end);
            return end;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }
}
