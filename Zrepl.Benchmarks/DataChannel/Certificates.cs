using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Configuration;

namespace Zrepl.Benchmarks.DataChannel;

/// <summary>Self-signed certificates for one measurement: each side trusts the other's.</summary>
internal static class Certificates
{
    private static readonly string[] Sides = ["client", "server"];

    public static TlsFiles FilesOf(string directory, string side) => new(
        Path.Combine(directory, Sides.Single(other => other != side) + ".crt"), Path.Combine(directory, side + ".crt"), Path.Combine(directory, side + ".key"));

    public static void Write(string directory)
    {
        foreach (var side in Sides)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={side}", key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(side);
            request.CertificateExtensions.Add(names.Build());
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            File.WriteAllText(Path.Combine(directory, side + ".crt"), certificate.ExportCertificatePem());
            File.WriteAllText(Path.Combine(directory, side + ".key"), key.ExportPkcs8PrivateKeyPem());
        }
    }
}
