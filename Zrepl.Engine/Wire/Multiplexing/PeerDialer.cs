using Zrepl.Engine.Transport;
using Zrepl.Engine.Units;
using Zrepl.Engine.Wire.Handshake;

namespace Zrepl.Engine.Wire.Multiplexing;

/// <summary>
/// Opens connections for one purpose: dials, then sends banner, label and the first bytes of the next layer with one write, and only
/// then reads the banner of the other side. That saves a round trip, and a Go server reads exact lengths (spec wire 1, rule 3).
/// </summary>
internal sealed class PeerDialer(IDialer transport, WireLimits limits, TimeProvider clock)
{
    // More than this could fill the buffers of both sides while each waits for the other.
    private const int MaxFirstBytes = 32 * 1024;

    private readonly PeerExtensions _ours = new(limits.MayCompress);
    private bool _wasTaken;

    /// <summary>Where it leads.</summary>
    public string Description => transport.Description;

    /// <summary>Opens a connection.</summary>
    /// <param name="label">What it is for.</param>
    /// <param name="first">What to send behind the label.</param>
    /// <param name="watcher">Told what was reached, for whoever tests a connection; null for no one.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<WireStream> DialAsync(
        ConnectionLabel label, ReadOnlyMemory<byte> first, IDialWatcher? watcher, CancellationToken cancellation) =>
        (await DialAndAgreeAsync(label, first, watcher, cancellation)).Wire;

    /// <summary>The same, and what both sides agreed on.</summary>
    public async Task<(WireStream Wire, PeerExtensions Extensions)> DialAndAgreeAsync(
        ConnectionLabel label, ReadOnlyMemory<byte> first, IDialWatcher? watcher, CancellationToken cancellation)
    {
        var wire = watcher is null ? await transport.DialAsync(cancellation) : await transport.DialAsync(watcher, cancellation);
        var began = clock.GetTimestamp();
        watcher?.Begins(ConnectionLayer.Identity);
        using var deadline = new CancellationTokenSource(limits.HandshakeTimeout, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var isShort = first.Length <= MaxFirstBytes;
            await OpenAsync(wire, Opening(label, isShort ? first : default), giveUp.Token);
            var theirs = await BannerExchange.ReadAsync(wire, VersionBanner.Ours, giveUp.Token);
            _wasTaken = true;
            if (!isShort) await wire.WriteAsync(first, giveUp.Token);
            watcher?.Stands(ConnectionLayer.Identity, "the other side lets us in");
            watcher?.Begins(ConnectionLayer.Version);
            watcher?.Stands(ConnectionLayer.Version, $"both speak protocol version {VersionBanner.Ours.ProtocolVersion}");
            return (wire, _ours.With(theirs));
        }
        catch (Exception failure)
        {
            wire.Abort();
            await wire.DisposeAsync();
            cancellation.ThrowIfCancellationRequested();
            if (!WireFailure.IsEndedByPeer(failure)) watcher?.Begins(ConnectionLayer.Version); // whoever answers or hangs has not turned us away
            throw Explain(failure, wire.ShownIdentity, deadline.IsCancellationRequested, clock.GetElapsedTime(began));
        }
    }

    private async Task OpenAsync(WireStream wire, byte[] opening, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(limits.SendLabelTimeout, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await wire.WriteAsync(opening, giveUp.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new ConnectionLostException($"{Description}: banner and label could not be sent within {GoDuration.Format(limits.SendLabelTimeout)}", late);
        }
    }

    private byte[] Opening(ConnectionLabel label, ReadOnlyMemory<byte> first) =>
        [.. VersionBanner.With(_ours).Encode(), .. label.Bytes.Span, .. first.Span];

    private Exception Explain(Exception failure, string? shown, bool isLate, TimeSpan after)
    {
        if (isLate) return new ConnectionLostException($"{Description}: no version banner within {GoDuration.Format(limits.HandshakeTimeout)}", failure);
        if (failure is PeerRefusedException or ConnectionLostException) return failure;
        if (failure is WireProtocolException) return new PeerRefusedException($"{Description}: could not decode protocol banner: {failure.Message}", failure);
        if (WireFailure.IsEndedByPeer(failure)) return ClosedWithoutBanner(failure, shown, after);
        return WireFailure.IsBroken(failure) ? new ConnectionLostException($"{Description}: handshake failed: {failure.Message}", failure) : failure;
    }

    // Go zrepl closes without a word if it does not know us; a close with our bytes unread arrives as a reset. But it does so at once: one that took its time
    // has not heard from us in time, or is going down.
    private Exception ClosedWithoutBanner(Exception failure, string? shown, TimeSpan after)
    {
        if (_wasTaken)
            return new ConnectionLostException($"{Description}: the other side, which took us before, closed the connection before its version banner; it may be restarting", failure);

        var check = "that our address is in clients (tcp), our certificate's common name in client_cns (tls), or our identity in client_identities (ssh); its log says more"
            + (shown is null ? "" : $". {shown}");
        return after < limits.HandshakeTimeout / 2
            ? new PeerRefusedException($"{Description}: the other side closed the connection before its version banner. Most likely it does not accept us: check there {check}", failure)
            : new ConnectionLostException(
                $"{Description}: the other side closed the connection before its version banner, after {GoDuration.Format(TimeSpan.FromSeconds(Math.Round(after.TotalSeconds)))}: a side or the network may be overloaded. If this goes on, check there {check}",
                failure);
    }
}
