using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Transport.Tcp;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>
/// Makes TLS of a TCP connection: 1.2 or 1.3, both sides show certificates, no ALPN, no resumption, because each connection is
/// authorized by the certificate of its own handshake (spec wire 6.2).
/// </summary>
internal static class TlsHandshake
{
    [SuppressMessage("Security", "CA5398", Justification = "What older peers may fall back to is part of the protocol; nothing below 1.2.")]
    private const SslProtocols Versions = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Our side as the client.</summary>
    /// <param name="socket">Connected; stays the caller's if this fails.</param>
    /// <param name="ours">Goes over to the result; stays the caller's if this fails.</param>
    /// <param name="serverName">What the server's certificate must be for.</param>
    /// <param name="peer">What to call the other side in errors.</param>
    /// <param name="limit">Longest time; null: no limit.</param>
    /// <param name="clock">Its clock, which also judges validity.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<TlsWire> AsClientAsync(
        SocketWire socket, TlsCredentials ours, string serverName, string peer, TimeSpan? limit, TimeProvider clock, CancellationToken cancellation)
    {
        var diagnosis = new TlsDiagnosis(peer, isServer: true, ours);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = Uri.CheckHostName(serverName) == UriHostNameType.Unknown ? "" : serverName,
            ClientCertificateContext = ours.Shown,
            EnabledSslProtocols = Versions,
            AllowTlsResume = false,
            CipherSuitesPolicy = TlsCiphers.Policy,
            CertificateChainPolicy = TlsTrust.Policy(ours.Anchors, isServer: true, clock.GetUtcNow()),
            RemoteCertificateValidationCallback = (_, shown, chain, _) =>
            {
                var certificate = shown as X509Certificate2;
                diagnosis.Problem = TlsTrust.ProblemOf(certificate, chain, ours, isServer: true)
                    ?? TlsTrust.ProblemOfName(certificate!, serverName); // no problem without a certificate
                return diagnosis.Problem is null;
            },
        };
        return await ShakeAsync(socket, ours, diagnosis, (tls, token) => tls.AuthenticateAsClientAsync(options, token), limit, clock, cancellation);
    }

    /// <summary>Our side as the server.</summary>
    /// <param name="socket">Connected; stays the caller's if this fails.</param>
    /// <param name="ours">Goes over to the result; stays the caller's if this fails.</param>
    /// <param name="limit">Longest time; null: no limit.</param>
    /// <param name="clock">Its clock, which also judges validity.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The connection, and the common name in the client's certificate.</returns>
    public static async Task<(TlsWire Wire, string CommonName)> AsServerAsync(
        SocketWire socket, TlsCredentials ours, TimeSpan? limit, TimeProvider clock, CancellationToken cancellation)
    {
        var diagnosis = new TlsDiagnosis($"client {socket.RemoteDescription}", isServer: false, ours);
        var commonName = "";
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = ours.Shown,
            ClientCertificateRequired = true,
            EnabledSslProtocols = Versions,
            AllowTlsResume = false,
            CipherSuitesPolicy = TlsCiphers.Policy,
            CertificateChainPolicy = TlsTrust.Policy(ours.Anchors, isServer: false, clock.GetUtcNow()),
            RemoteCertificateValidationCallback = (_, shown, chain, _) =>
            {
                var certificate = shown as X509Certificate2;
                diagnosis.Problem = TlsTrust.ProblemOf(certificate, chain, ours, isServer: false);
                commonName = certificate is null ? "" : TlsText.CommonNameOf(certificate) ?? "";
                return diagnosis.Problem is null;
            },
        };
        var wire = await ShakeAsync(socket, ours, diagnosis, (tls, token) => tls.AuthenticateAsServerAsync(options, token), limit, clock, cancellation);
        return (wire, commonName);
    }

    private static async Task<TlsWire> ShakeAsync(
        SocketWire socket, TlsCredentials ours, TlsDiagnosis diagnosis, Func<SslStream, CancellationToken, Task> shake, TimeSpan? limit, TimeProvider clock,
        CancellationToken cancellation)
    {
        var underlay = new TlsUnderlay(socket);
        var tls = new SslStream(underlay, leaveInnerStreamOpen: true);
        using var deadline = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await shake(tls, giveUp.Token);
            return new(tls, socket, diagnosis, underlay, ours);
        }
        catch (Exception failure) when (failure is AuthenticationException or OperationCanceledException || WireFailure.IsBroken(failure))
        {
            await tls.DisposeAsync();
            cancellation.ThrowIfCancellationRequested();
            throw diagnosis.Explain(failure, underlay, deadline.IsCancellationRequested ? limit : null);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }
}
