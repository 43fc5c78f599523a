using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>What is wrong with the dashboard's certificate is told before the start, with what to do.</summary>
public sealed class DashboardCertificateTests : IDisposable
{
    private const string Url = "https://0.0.0.0:8822";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void None_at_all() => AssertRefused("there is no certificate. Name one in appsettings.json or the environment: Kestrel__Certificates__Default__Path=");

    [Fact]
    public void A_file_that_is_not_there() => AssertRefused("the certificate cannot be read", Path.Combine(_directory.Path, "none.crt"), Path.Combine(_directory.Path, "none.key"));

    [Fact]
    public void Files_that_are_something_else() =>
        AssertRefused("are no certificate that can be used", _directory.Write("a.crt", "hello"), _directory.Write("a.key", "world"));

    [Fact]
    public void One_that_has_expired()
    {
        var (certificate, key) = Make(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(-1));
        AssertRefused("expired on", certificate, key);
    }

    [Fact]
    public void One_that_can_be_used_passes_and_plain_http_needs_none()
    {
        var (certificate, key) = Make(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        Check(Url, certificate, key);
        Check("http://127.0.0.1:8822", null, null);
    }

    private static void AssertRefused(string reason, string? certificate = null, string? key = null)
    {
        var refusal = Assert.Throws<StartFailedException>(() => Check(Url, certificate, key));
        Assert.StartsWith($"Cannot listen on {Url}: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    private static void Check(string url, string? certificate, string? key)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:Dashboard:Url"] = url,
            ["Kestrel:Certificates:Default:Path"] = certificate,
            ["Kestrel:Certificates:Default:KeyPath"] = key,
        }).Build();
        DashboardCertificate.Check(configuration, [url]);
    }

    private (string Certificate, string Key) Make(DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=nas", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, to);
        return (_directory.Write("dashboard.crt", certificate.ExportCertificatePem()), _directory.Write("dashboard.key", key.ExportPkcs8PrivateKeyPem()));
    }
}
