using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>What becomes of host settings that are edited while the daemon runs (design D11).</summary>
public sealed class EditedEndpointsTests
{
    [Fact]
    public async Task A_renewed_certificate_is_taken_up_and_an_endpoint_that_nobody_checked_is_not_opened()
    {
        await using var daemon = new RunningDaemon { Listen = $"https://127.0.0.1:{FreePort()}" }; // it is opened once more for another certificate
        var (certificate, key) = (Path.Combine(daemon.Directory.Path, "dashboard.crt"), Path.Combine(daemon.Directory.Path, "dashboard.key"));
        Write("CN=first");
        daemon.Directory.Write("appsettings.json", $$"""
            { "Kestrel": { "Certificates": { "Default": { "Path": "{{certificate}}", "KeyPath": "{{key}}" } } } }
            """);
        await daemon.StartAsync();
        Assert.Equal("CN=first", await SubjectAsync());

        var port = FreePort();
        var settings = (IConfigurationRoot)daemon.Services.GetRequiredService<IConfiguration>();
        settings["Kestrel:Endpoints:Open:Url"] = $"http://0.0.0.0:{port}";
        settings.Reload(); // as an edited file does
        Write("CN=second");
        while (await SubjectOrNoneAsync() != "CN=second") await Task.Delay(20, daemon.Limit); // whatever changed before has been looked at by then

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var refused = await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), daemon.Limit).AsTask());
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        // The file that is watched comes last, as a renewal puts it: by renaming.
        void Write(string subject)
        {
            using var secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var made = new CertificateRequest(subject, secret, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
            File.WriteAllText(key, secret.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(certificate + ".new", made.ExportCertificatePem());
            File.Move(certificate + ".new", certificate, overwrite: true);
        }

        // For a moment nobody listens.
        async Task<string> SubjectOrNoneAsync()
        {
            try
            {
                return await SubjectAsync();
            }
            catch (Exception failure) when (failure is SocketException or IOException)
            {
                return "";
            }
        }

        async Task<string> SubjectAsync()
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, new Uri(daemon.Address).Port, daemon.Limit);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost", RemoteCertificateValidationCallback = (_, _, _, _) => true, // looked at here
            }, daemon.Limit);
            return tls.RemoteCertificate!.Subject; // a server always has one
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
