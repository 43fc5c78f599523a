using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>PEM files for an encrypted connection to a log server.</summary>
/// <param name="Ca">Certificates the server's certificate must come from.</param>
/// <param name="Cert">Our certificate.</param>
/// <param name="Key">Its key.</param>
internal sealed record TlsFiles(string Ca, string Cert, string Key)
{
    /// <summary>Reads the files.</summary>
    /// <param name="serverName">What the server's certificate has to name: the host without its port.</param>
    /// <exception cref="IOException">A file cannot be read or holds no certificate or key.</exception>
    public SslClientAuthenticationOptions Load(string serverName)
    {
        var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        Read(Ca, () => trusted.CustomTrustStore.ImportFromPemFile(Ca));
        X509Certificate2? ours = null;
        Read($"{Cert}, {Key}", () => ours = X509Certificate2.CreateFromPemFile(Cert, Key));
        return new SslClientAuthenticationOptions
        {
            TargetHost = serverName,
            CertificateChainPolicy = trusted,
            ClientCertificateContext = SslStreamCertificateContext.Create(ours!, null, offline: true), // Read has set it
        };
    }

    private static void Read(string files, Action read)
    {
        try { read(); }
        catch (Exception failure) when (failure is CryptographicException or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"cannot not parse TLS config in field 'tls': {files}: {failure.Message}", failure);
        }
    }
}
