using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Configuration;

namespace Zrepl.Tests.Support.Wire;

/// <summary>Makes authorities, certificates and keys, and writes them as the files an administrator would have.</summary>
internal sealed class CertificateWorkshop : IDisposable
{
    public static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset End = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<X509Certificate2> _made = [];
    private int _serial;

    public string Folder => _directory.Path;

    /// <summary>A certificate that may sign others; signed by itself if no parent is given.</summary>
    public X509Certificate2 Authority(string name, X509Certificate2? parent = null, ECDsa? key = null) =>
        Make($"CN={name}", parent, key, Begin, End, request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true)));

    /// <summary>A certificate of a daemon.</summary>
    /// <param name="name">Common name and, unless told otherwise, the only alternative name.</param>
    /// <param name="authority">Who signs; null: itself.</param>
    /// <param name="usage">Extended key usage, or null for none.</param>
    /// <param name="names">Alternative names; an empty list for no such extension.</param>
    /// <param name="from">Begin of validity.</param>
    /// <param name="to">End of validity.</param>
    public X509Certificate2 Leaf(
        string name, X509Certificate2? authority, string? usage = null, string[]? names = null, DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        Make($"CN={name}", authority, null, from ?? Begin, to ?? End, request =>
        {
            if (usage is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
            var alternative = new SubjectAlternativeNameBuilder();
            foreach (var one in names ?? [name])
            {
                if (IPAddress.TryParse(one, out var address)) alternative.AddIpAddress(address);
                else alternative.AddDnsName(one);
            }

            if (names is not []) request.CertificateExtensions.Add(alternative.Build());
        });

    /// <summary>Writes the three files of a TLS section.</summary>
    /// <param name="name">Beginning of their names.</param>
    /// <param name="own">First certificate of <c>cert</c>, and the key.</param>
    /// <param name="authorities">Content of <c>ca</c>.</param>
    /// <param name="behind">Further certificates in <c>cert</c>.</param>
    public TlsFiles Write(string name, X509Certificate2 own, X509Certificate2[] authorities, params X509Certificate2[] behind)
    {
        var authority = _directory.Write($"{name}.ca.crt", Pem(authorities));
        var certificate = _directory.Write($"{name}.crt", Pem([own, .. behind]));
        return new(authority, certificate, WriteKey(name, own));
    }

    /// <summary>Writes one key.</summary>
    public string WriteKey(string name, X509Certificate2 own)
    {
        using var key = own.GetECDsaPrivateKey()!; // all are made here
        return _directory.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem());
    }

    public static string Pem(IEnumerable<X509Certificate2> certificates) => string.Concat(certificates.Select(certificate => certificate.ExportCertificatePem() + "\n"));

    public void Dispose()
    {
        foreach (var certificate in _made) certificate.Dispose();
        _directory.Dispose();
    }

    private X509Certificate2 Make(
        string subject, X509Certificate2? parent, ECDsa? given, DateTimeOffset from, DateTimeOffset to, Action<CertificateRequest> extend)
    {
        using var made = given is null ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        var key = given ?? made!; // one of the two
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        extend(request);
        var serial = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(++_serial | 0x40000000));
        X509Certificate2 certificate;
        if (parent is null)
        {
            certificate = request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), from, to, serial);
        }
        else
        {
            using var signer = parent.GetECDsaPrivateKey()!; // all are made here
            certificate = request.Create(parent.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), from, to, serial);
        }

        using (certificate) _made.Add(certificate.CopyWithPrivateKey(key));
        return _made[^1];
    }
}
