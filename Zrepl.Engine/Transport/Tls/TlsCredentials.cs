using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>What one handshake shows and trusts, read from the files for it alone.</summary>
/// <param name="files">Where it was read.</param>
/// <param name="own">Our certificate with its key.</param>
/// <param name="intermediates">Certificates behind it in the same file.</param>
/// <param name="anchors">All certificates of <c>ca</c>: each is trusted, whether it signed itself or not (spec wire 6.2).</param>
internal sealed class TlsCredentials(
    Configuration.TlsFiles files, X509Certificate2 own, X509Certificate2Collection intermediates, X509Certificate2Collection anchors) : IDisposable
{
    public Configuration.TlsFiles Files => files;

    public X509Certificate2 Own => own;

    /// <summary>Our certificate in words; also once it is disposed.</summary>
    public string OwnInWords { get; } = TlsText.Of(own);

    public X509Certificate2Collection Anchors => anchors;

    /// <summary>What to send: our certificate and those that lead from it towards an authority. Nothing is asked of the network.</summary>
    public SslStreamCertificateContext Shown { get; } = SslStreamCertificateContext.Create(own, intermediates, offline: true);

    public void Dispose()
    {
        foreach (var certificate in intermediates.Concat(anchors)) certificate.Dispose();
        own.Dispose();
    }
}
