using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>What our side of an encrypted connection to a log server trusts and shows.</summary>
internal static class ClientTls
{
    /// <summary>Reads the files; done for each connection, so that renewed certificates come into use.</summary>
    /// <param name="files">Authority, certificate, key.</param>
    /// <param name="serverName">What the server's certificate has to name: the host without its port (upstream compares with the port and so refuses every server).</param>
    /// <exception cref="IOException">A file cannot be read or holds no certificate or key.</exception>
    public static SslClientAuthenticationOptions Load(TlsFiles files, string serverName)
    {
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            trusted.CustomTrustStore.ImportFromPemFile(files.CertificateAuthority);
            var ours = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
            var between = new X509Certificate2Collection();
            between.ImportFromPemFile(files.Certificate);
            return new SslClientAuthenticationOptions
            {
                TargetHost = serverName,
                CertificateChainPolicy = trusted,
                ClientCertificateContext = SslStreamCertificateContext.Create(ours, between, offline: true),
            };
        }
        catch (Exception failure) when (failure is CryptographicException or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"cannot not parse TLS config in field 'tls': {failure.Message}", failure);
        }
    }
}
