using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Wire.Handshake;

/// <summary>Reads and checks the other side's banner. Never reads further, because what follows belongs to another layer (spec wire 1, 2.2).</summary>
internal static class BannerExchange
{
    /// <summary>Server: sends our banner and reads the client's; neither waits for the other.</summary>
    public static async Task<VersionBanner> ServeAsync(WireStream wire, VersionBanner ours, CancellationToken cancellation)
    {
        await wire.WriteAsync(ours.Encode(), cancellation);
        return await ReadAsync(wire, ours, cancellation);
    }

    /// <summary>Reads the other side's banner.</summary>
    /// <exception cref="PeerRefusedException">Another protocol version.</exception>
    /// <exception cref="EndOfStreamException">The other side ended before its banner.</exception>
    public static async Task<VersionBanner> ReadAsync(WireStream wire, VersionBanner ours, CancellationToken cancellation)
    {
        var theirs = VersionBanner.ReadBody(await ReadBodyAsync(wire, cancellation));
        return theirs.ProtocolVersion == ours.ProtocolVersion
            ? theirs
            : throw new PeerRefusedException(
                $"protocol versions do not match: ours is {ours.ProtocolVersion}, theirs is {theirs.ProtocolVersion}. Update the older of the two daemons");
    }

    private static async Task<byte[]> ReadBodyAsync(WireStream wire, CancellationToken cancellation)
    {
        var prefix = new byte[VersionBanner.PrefixLength];
        var count = await wire.ReadAsync(prefix, cancellation);
        if (count == 0) throw new EndOfStreamException("the other side ended the connection before its version banner");
        try
        {
            await wire.ReadExactlyAsync(prefix.AsMemory(count), cancellation);
            var body = new byte[VersionBanner.ReadBodyLength(prefix)];
            await wire.ReadExactlyAsync(body, cancellation);
            return body;
        }
        catch (EndOfStreamException cut)
        {
            throw new ConnectionLostException("the connection ended within the version banner", cut);
        }
    }
}
