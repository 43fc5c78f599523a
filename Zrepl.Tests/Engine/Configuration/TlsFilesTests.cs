using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Configuration;
using Zrepl.Tests.Support;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class TlsFilesTests : IDisposable // config 7.1, 7.2
{
    private readonly TemporaryDirectory _directory = new();

    public TlsFilesTests()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=host", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        _directory.Write("etc/host.crt", certificate.ExportCertificatePem());
        _directory.Write("etc/host.key", key.ExportPkcs8PrivateKeyPem());
        _directory.Write("etc/broken.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        _directory.Write("etc/empty.crt", "no certificate\n");
    }

    [Fact]
    public void Files_beside_the_configuration_are_found_and_opened()
    {
        var loaded = Load("host.crt", "host.crt", "host.key");
        Assert.Empty(loaded.Problems);
        var tls = Assert.IsType<ServeDefinition.Tls>(Assert.IsType<SinkJobDefinition>(loaded.Definition?.Jobs[0]).Serve);
        Assert.Equal(new TlsFiles(At("etc/host.crt"), At("etc/host.crt"), At("etc/host.key")), tls.Files);
    }

    [Theory]
    [InlineData("missing.crt", "host.crt", "host.key", "cannot build listener factory: cannot parse ca file", "no such file or directory")]
    [InlineData("empty.crt", "host.crt", "host.key", "cannot parse ca file", "no certificate in it")]
    [InlineData("broken.crt", "host.crt", "host.key", "cannot parse ca file", "")]
    [InlineData("host.crt", "missing.crt", "host.key", "cannot build listener factory: cannot parse cert/key pair", "no such file or directory")]
    [InlineData("host.crt", "host.crt", "missing.key", "cannot parse cert/key pair", "no such file or directory")]
    [InlineData("host.crt", "host.crt", "host.crt", "cannot parse cert/key pair", "")]
    [InlineData("host.crt", "host.key", "host.key", "cannot parse cert/key pair", "")]
    public void A_file_that_cannot_be_used_is_named_with_its_cause(string ca, string cert, string key, string message, string cause)
    {
        var error = Assert.Single(Errors(Load(ca, cert, key)));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.EndsWith(cause, error, StringComparison.Ordinal);
        Assert.Empty(Errors(Load(ca, cert, key, checks: false)));
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _directory.Write("etc/other.key", other.ExportPkcs8PrivateKeyPem());
        Assert.Contains("cannot parse cert/key pair", Assert.Single(Errors(Load("host.crt", "host.crt", "other.key"))),
            StringComparison.Ordinal);
    }

    [Fact] // upstream looks in the working directory only
    public void Files_in_the_working_directory_are_found_with_a_warning()
    {
        File.Move(At("etc/host.key"), At("moved.key"));
        var loaded = Load("host.crt", "host.crt", "moved.key");
        Assert.NotNull(loaded.Definition);
        Assert.Contains("serve.key: moved.key is not beside the configuration file; taken from the working directory",
            Assert.Single(Warnings(loaded)), StringComparison.Ordinal);
    }

    [Fact] // config 5.1: upstream gives no cause
    public void The_outlet_of_a_log_server_names_the_cause_too() => Assert.Contains(
        Errors(LoadWith("global: {logging: [{type: tcp, level: warn, format: human, address: \"h:1\", tls: {ca: missing.crt, cert: host.crt, key: host.key}}]}\n", true)),
        e => e.Contains("cannot build logging from config: cannot parse outlet #0: cannot not parse TLS config in field 'tls': cannot parse ca file", StringComparison.Ordinal));

    public void Dispose() => _directory.Dispose();

    private LoadedConfiguration Load(string ca, string cert, string key, bool checks = true) => LoadWith(
        $"jobs:\n- {{name: s, type: sink, root_fs: x, recv: {{placeholder: {{encryption: off}}, properties: {{inherit: [mountpoint]}}}}, serve: {{type: tls, listen: \":1\", ca: {ca}, cert: {cert}, key: {key}, client_cns: [c]}}}}\n", checks);

    private LoadedConfiguration LoadWith(string text, bool checks) =>
        new ConfigurationLoader(Options with { ChecksTlsFiles = checks, WorkingDirectory = _directory.Path })
            .Load(_directory.Write("etc/zrepl.yml", text));

    private string At(string name) => Path.Combine(_directory.Path, name);
}
