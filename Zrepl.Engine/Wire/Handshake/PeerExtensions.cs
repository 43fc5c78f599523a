using System.Collections.Immutable;
using System.Globalization;

namespace Zrepl.Engine.Wire.Handshake;

/// <summary>
/// What two daemons of ours may do on a connection beyond what Go zrepl can (spec wire 14). Each side announces in its banner, in lines that
/// Go ignores; what both announced is active on that connection.
/// <code>
///   zn.zstd/1     parts of a stream may be sent compressed, as frames of a type of their own
/// </code>
/// </summary>
/// <param name="Compression">True: zstd frames may be sent.</param>
internal sealed record PeerExtensions(bool Compression)
{
    /// <summary>Towards a Go daemon, or if we want none.</summary>
    public static readonly PeerExtensions None = new(Compression: false);

    private const string ZstdName = "zn.zstd";
    private const int LongestLine = 128;
    private const int MostLines = 16;

    /// <summary>Our lines.</summary>
    public ImmutableArray<string> Lines => Compression ? [$"{ZstdName}/1"] : [];

    /// <summary>What is active between us and the owner of a banner. Lines and keys that we do not know are passed over.</summary>
    public PeerExtensions With(VersionBanner theirs)
    {
        var names = theirs.Extensions.Take(MostLines).Where(line => line.Length <= LongestLine).Select(line => line.Split(' ')[0].Split('/'));
        return new(Compression && names.Any(name => name is [ZstdName, var version] && int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1));
    }
}
