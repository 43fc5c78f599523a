using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>
/// Reads certificates and key. Done for each handshake, so that renewed ones come into use without a restart (spec wire 6.2, 13.1 W16).
/// </summary>
internal static class TlsFileReader
{
    // Renewal replaces certificate and key one after the other; in between they do not belong together.
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads the files; waits a moment for the second file of a renewal.</summary>
    /// <exception cref="TlsFileException">One cannot be used.</exception>
    public static async Task<TlsCredentials> ReadAsync(TlsFiles files, TimeProvider clock, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ReadOnceAsync(files, cancellation);
            }
            catch (TlsFileException) when (attempt < Tries)
            {
                await Task.Delay(Pause, clock, cancellation);
            }
        }
    }

    private static async Task<TlsCredentials> ReadOnceAsync(TlsFiles files, CancellationToken cancellation)
    {
        var authorities = await TextOfAsync("ca", files.CertificateAuthority, cancellation);
        var certificates = await TextOfAsync("cert", files.Certificate, cancellation);
        var key = await TextOfAsync("key", files.Key, cancellation);
        var anchors = CertificatesIn("ca", files.CertificateAuthority, authorities);
        var chain = CertificatesIn("cert", files.Certificate, certificates);
        CheckKey(files.Key, key);
        try
        {
            var own = X509Certificate2.CreateFromPem(certificates, key); // the first one of the file
            return new(files, own, chain, anchors);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            throw new TlsFileException($"key {files.Key} does not belong to the first certificate of cert {files.Certificate} ({TlsText.Of(chain[0])}): "
                + "it was made for another one. The certificate itself must come first in cert, those that signed it after it", failure);
        }
    }

    private static async Task<string> TextOfAsync(string what, string file, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var why = failure switch
            {
                FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
                UnauthorizedAccessException when Directory.Exists(file) => "it is a directory",
                UnauthorizedAccessException => "permission denied",
                _ => failure.Message,
            };
            throw new TlsFileException($"cannot read {what} {file}: {why}", failure);
        }
    }

    private static X509Certificate2Collection CertificatesIn(string what, string file, string text)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(text);
        }
        catch (CryptographicException broken)
        {
            throw new TlsFileException($"{what} {file} has a certificate that cannot be read: it is damaged or cut", broken);
        }

        if (found.Count > 0) return found;
        var form = text.Contains("-----BEGIN", StringComparison.Ordinal) ? "" : ". It is not in PEM format (convert it with: openssl x509 -inform der -in FILE -out FILE.pem)";
        throw new TlsFileException($"{what} {file} has no certificate in it{form}");
    }

    private static void CheckKey(string file, string text)
    {
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal)) // both "BEGIN ENCRYPTED PRIVATE KEY" and "Proc-Type: 4,ENCRYPTED"
            throw new TlsFileException($"key {file} is protected by a password, which nobody can type for a daemon: write it without one (openssl pkey -in {file} -out NEW)");
        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new TlsFileException($"key {file} has no private key in PEM format in it");
    }
}
