using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Zrepl.Web.Hosting;

/// <summary>
/// The certificate of the dashboard: <c>Kestrel:Certificates:Default</c>, or <c>Certificate</c> of an endpoint, with <c>Path</c> and, for PEM,
/// <c>KeyPath</c>; <c>Password</c> if it has one. Looked at before the start, so that what is wrong with it is told in words. Kestrel itself takes up a file that was renewed.
/// </summary>
internal static class DashboardCertificate
{
    private const string Default = "Kestrel:Certificates:Default";

    /// <summary>Looks whether each https address has a certificate that can be used.</summary>
    /// <exception cref="StartFailedException">One has none, or one that cannot be used.</exception>
    public static void Check(IConfiguration configuration, IEnumerable<string> listen)
    {
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            var url = endpoint["Url"] ?? "";
            if (!url.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || !listen.Contains(url)) continue;
            var own = endpoint.GetSection("Certificate");
            CheckOne(url, own.Exists() ? own : configuration.GetSection(Default));
        }
    }

    private static void CheckOne(string url, IConfigurationSection certificate)
    {
        if (certificate["Subject"] is not null) return; // from a store, which Kestrel opens
        if (certificate["Path"] is not { Length: > 0 } path)
            throw new StartFailedException(
                $"Cannot listen on {url}: there is no certificate. Name one in appsettings.json or the environment: "
                + $"{NameOf(certificate)}__Path=/etc/zrepl/dashboard.crt and {NameOf(certificate)}__KeyPath=/etc/zrepl/dashboard.key (PEM), or a .pfx file as Path.");
        try
        {
            using var loaded = Load(path, certificate["KeyPath"], certificate["Password"]);
            if (!loaded.HasPrivateKey)
                throw new StartFailedException($"Cannot listen on {url}: {path} has no private key. Name its file with {NameOf(certificate)}__KeyPath.");
            var end = loaded.NotAfter.ToUniversalTime();
            if (end < DateTime.UtcNow) // what browsers compare with is the real time too
                throw new StartFailedException(
                    string.Create(CultureInfo.InvariantCulture, $"Cannot listen on {url}: the certificate {path} expired on {end:yyyy-MM-dd}. Renew it."));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException($"Cannot listen on {url}: the certificate cannot be read: {failure.Message}", failure);
        }
        catch (CryptographicException failure)
        {
            throw new StartFailedException(
                $"Cannot listen on {url}: {path} and its key are no certificate that can be used ({failure.Message}). "
                + "Look whether both files are PEM, belong together, and whether the password is right.", failure);
        }
    }

    private static X509Certificate2 Load(string path, string? keyPath, string? password)
    {
        if (keyPath is { Length: > 0 })
            return password is { Length: > 0 } ? X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath)
                : X509Certificate2.CreateFromPemFile(path, keyPath);
        return X509Certificate2.GetCertContentType(path) is X509ContentType.Pfx
            ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
            : X509CertificateLoader.LoadCertificateFromFile(path);
    }

    private static string NameOf(IConfigurationSection section) => section.Path.Replace(":", "__", StringComparison.Ordinal);
}
