using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Zrepl.Engine.Transport.Tcp;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>A connection over TLS. Its end is told twice, by TLS and by TCP, because a Go peer waits for both (spec wire 6.2).</summary>
internal sealed class TlsWire(SslStream tls, SocketWire socket, TlsDiagnosis diagnosis, TlsUnderlay underlay, TlsCredentials ours) : WireStream
{
    private bool _hasRead;

    public override string RemoteDescription => socket.RemoteDescription;

    /// <summary>The version of TLS, the cipher and both certificates, in words.</summary>
    public string Summary { get; } =
        $"{(tls.SslProtocol == System.Security.Authentication.SslProtocols.Tls13 ? "TLS 1.3" : "TLS 1.2")}, {tls.NegotiatedCipherSuite}; "
        + $"we show {ours.OwnInWords}; the other side shows {(tls.RemoteCertificate is X509Certificate2 theirs ? TlsText.Of(theirs) : "none")}";

    public override string ShownIdentity => $"We showed {ours.OwnInWords}";

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _hasRead ? tls.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        underlay.Writes.Hold();
        await tls.WriteAsync(buffer, cancellationToken); // a write that fails ends the connection: what is held then need not go out
        await underlay.Writes.ReleaseAsync(cancellationToken);
    }

    public override WireSigns Look() => socket.Look();

    public override async ValueTask ShutdownWriteAsync(CancellationToken cancellation)
    {
        await tls.ShutdownAsync();
        await socket.ShutdownWriteAsync(cancellation);
    }

    public override void Abort() => socket.Abort();

    public override async ValueTask DisposeAsync()
    {
        await tls.DisposeAsync();
        await socket.DisposeAsync();
        ours.Dispose();
    }

    protected override void CloseNow() => DisposeAsync().AsTask().GetAwaiter().GetResult(); // nothing in it waits

    // With TLS 1.3 a server's refusal of our certificate arrives only here, after a handshake that looked good.
    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            var count = await tls.ReadAsync(buffer, cancellation);
            if (count == 0) return 0;
            underlay.Settle();
            _hasRead = true;
            return count;
        }
        catch (IOException failure) when (TlsAlert.NumberIn(failure) is not null)
        {
            throw diagnosis.Explain(failure, underlay, null);
        }
        catch (IOException failure) when (underlay.IsEnded && !WireFailure.IsEndedByPeer(failure))
        {
            throw new EndOfStreamException("the other side ended the connection right after the TLS handshake", failure);
        }
    }
}
