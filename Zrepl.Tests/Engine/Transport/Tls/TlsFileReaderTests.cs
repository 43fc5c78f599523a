using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Transport.Tls;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Transport.Tls;

/// <summary>Each way in which our own files are unusable has words of its own.</summary>
public sealed class TlsFileReaderTests : IDisposable
{
    private readonly TlsWorld _world = new();

    private TlsFiles Files => _world.Client;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_missing_file_is_named()
    {
        foreach (var (file, what) in new[] { (Files.Key, "key"), (Files.Certificate, "cert"), (Files.CertificateAuthority, "ca") }) // read in the other order
        {
            File.Delete(file);
            Assert.Equal($"cannot read {what} {file}: no such file or directory", await ProblemAsync());
        }
    }

    [Fact]
    public async Task A_directory_is_told() =>
        Assert.Equal($"cannot read ca {_world.Workshop.Folder}: it is a directory", await ProblemAsync(Files with { CertificateAuthority = _world.Workshop.Folder }));

    [Fact]
    public async Task A_key_of_another_certificate_is_told_with_what_is_first_in_cert()
    {
        _world.Workshop.WriteKey("client", _world.Workshop.Leaf("other", null));
        var problem = await ProblemAsync();
        Assert.StartsWith($"key {Files.Key} does not belong to the first certificate of cert {Files.Certificate} (certificate \"CN=laptop\"", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_with_a_password_is_told()
    {
        using var key = ECDsa.Create();
        File.WriteAllText(Files.Key, key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        Assert.Contains("is protected by a password", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_key_or_no_certificate_is_told()
    {
        var key = File.ReadAllText(Files.Key);
        File.WriteAllText(Files.Key, File.ReadAllText(Files.Certificate));
        Assert.Contains("has no private key in PEM format in it", await ProblemAsync(), StringComparison.Ordinal);
        File.WriteAllText(Files.Certificate, key);
        Assert.EndsWith("has no certificate in it", await ProblemAsync(), StringComparison.Ordinal);
        File.WriteAllBytes(Files.Certificate, _world.Authority.Export(X509ContentType.Cert));
        Assert.Contains("is not in PEM format", await ProblemAsync(), StringComparison.Ordinal);
        File.WriteAllText(Files.Certificate, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        Assert.Contains("damaged or cut", await ProblemAsync(), StringComparison.Ordinal);
        File.WriteAllText(Files.CertificateAuthority, "");
        Assert.StartsWith($"ca {Files.CertificateAuthority} has no certificate in it", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_does_not_open_with_files_that_would_turn_every_client_away()
    {
        File.Delete(_world.Server.Key);
        await Assert.ThrowsAsync<TlsFileException>(() => _world.ListenAsync());
    }

    [Theory]
    [InlineData("CN=laptop", "laptop")]
    [InlineData("CN=first,O=x,CN=second", "first")] // the text has the reverse order of the encoding
    [InlineData("O=nobody", null)]
    public void The_last_common_name_counts_as_for_Go(string subject, string? expected)
    {
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(CertificateWorkshop.Begin, CertificateWorkshop.End);
        Assert.Equal(expected, TlsText.CommonNameOf(certificate));
    }

    [Theory]
    [InlineData("Authentication failed, see inner exception. error:0A000418:SSL routines::tlsv1 alert unknown ca", 48)]
    [InlineData("error:0A000415:SSL routines::sslv3 alert certificate expired", 45)]
    [InlineData("error:0A00045C:SSL routines::tlsv13 alert certificate required", 116)]
    [InlineData("error:0A00010B:SSL routines::wrong version number", null)]
    [InlineData("something else", null)]
    public void Alerts_are_read_from_what_OpenSSL_says(string text, int? expected) =>
        Assert.Equal(expected, TlsAlert.NumberIn(new IOException("outer", new InvalidOperationException(text))));

    private async Task<string> ProblemAsync(TlsFiles? files = null)
    {
        var clock = new SettableClock();
        var reading = TlsFileReader.ReadAsync(files ?? Files, clock, CancellationToken.None);
        while (!reading.IsCompleted) await Task.WhenAny(reading, clock.PassOnceAwaitedAsync(TimeSpan.FromMilliseconds(200)));
        return (await Assert.ThrowsAsync<TlsFileException>(() => reading)).Message;
    }
}
