using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Serilog.Events;
using Zrepl.Engine.Logging.Outlets;

namespace Zrepl.Tests.Engine.Logging.Outlets;

/// <summary>What a definition makes of an outlet (config spec 5.1).</summary>
public sealed class OutletFactoryTests
{
    [Theory]
    [InlineData(false, true, true, "2026-02-16T10:00:05+01:00 [INFO]: m")]
    [InlineData(false, false, true, "[INFO]: m")]
    [InlineData(true, false, false, "2026-02-16T10:00:05+01:00 [INFO]: m")] // a terminal always gets the time
    [InlineData(true, true, true, "2026-02-16T10:00:05+01:00 [\e[92mINFO\e[0m]: m")]
    public void Standard_output_depends_on_being_a_terminal(bool isTerminal, bool showsTime, bool coloured, string expected) =>
        Assert.Equal(expected, Line(isTerminal, new StdoutDefinition { ShowsTime = showsTime, Coloured = coloured }));

    [Fact]
    public void Colour_can_be_forbidden_by_the_environment() =>
        Assert.DoesNotContain("\e", Line(isTerminal: true, new StdoutDefinition(), allowsColour: false), StringComparison.Ordinal);

    [Fact]
    public void Syslog_gets_neither_time_nor_level() => Assert.Equal("m", Line(isTerminal: true, new SyslogDefinition()));

    [Fact]
    public void An_empty_list_of_outlets_gives_the_bare_message() => Assert.Equal("m", Line(isTerminal: true, new StdoutDefinition { ShowsLevel = false }));

    [Fact]
    public void A_log_server_gets_no_colours() =>
        Assert.Equal("2026-02-16T10:00:05+01:00 [INFO]: m", Line(isTerminal: true, new TcpDefinition { Target = new NetworkTarget("tcp", "h:1") }));

    [Fact]
    public void Each_format_is_made() => Assert.Equal(
        ["level=info msg=m", """{"level":"info","msg":"m","time":"2026-02-16T10:00:05+01:00"}"""],
        new[] { OutletFormat.Logfmt, OutletFormat.Json }.Select(format => Line(false, new FileDefinition { Path = "x", Format = format, ShowsTime = false })));

    [Fact]
    public async Task Tls_files_that_cannot_be_used_are_told_with_their_reason()
    {
        var factory = new OutletFactory(isTerminal: false, allowsColour: true, new FakeTimeProvider());
        var definition = new TcpDefinition { Target = new NetworkTarget("tcp", "h:1"), Tls = new TlsFiles("/absent/ca.pem", "/absent/cert.pem", "/absent/key.pem") };
        var failure = Assert.Throws<IOException>(() => factory.Make(definition));
        Assert.StartsWith("cannot not parse TLS config in field 'tls': /absent/ca.pem", failure.Message, StringComparison.Ordinal);
        await factory.Make(definition with { Tls = null }).DisposeAsync();
    }

    [Fact]
    public void Tls_files_become_a_connection_that_trusts_only_the_given_authority()
    {
        var directory = Directory.CreateTempSubdirectory("zrepl-tls-").FullName;
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest("CN=logs.example.com", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
            var pem = Path.Combine(directory, "cert.pem");
            File.WriteAllText(pem, certificate.ExportCertificatePem());
            File.WriteAllText(Path.Combine(directory, "key.pem"), key.ExportPkcs8PrivateKeyPem());
            var options = new TlsFiles(pem, pem, Path.Combine(directory, "key.pem")).Load("logs.example.com");

            Assert.Equal("logs.example.com", options.TargetHost);
            Assert.Equal(X509ChainTrustMode.CustomRootTrust, options.CertificateChainPolicy!.TrustMode);
            Assert.Equal(certificate.Thumbprint, Assert.Single(options.CertificateChainPolicy.CustomTrustStore).Thumbprint);
            Assert.Equal(certificate.Thumbprint, options.ClientCertificateContext!.TargetCertificate.Thumbprint);
        }
        finally { Directory.Delete(directory, recursive: true); }
    }

    private static string Line(bool isTerminal, OutletDefinition definition, bool allowsColour = true)
    {
        using var text = new StringWriter();
        new OutletFactory(isTerminal, allowsColour, new FakeTimeProvider()).FormatOf(definition).Format(AnEntry.Of(LogEventLevel.Information, "m"), text);
        return text.ToString();
    }
}
