using Zrepl.Engine.Configuration;
using Zrepl.Engine.Wire.Handshake;

namespace Zrepl.Engine.Wire;

/// <summary>Who asks, on a connection of a passive job.</summary>
/// <param name="Job">Name of the passive job.</param>
/// <param name="Identity">Who the transport says it is.</param>
/// <param name="Transport">The word in <c>type</c>.</param>
/// <param name="RemoteDescription">Address, or what stands for one.</param>
internal sealed record PeerContext(string Job, ClientIdentity Identity, string Transport, string RemoteDescription)
{
    /// <summary>What both sides agreed on.</summary>
    public PeerExtensions Extensions { get; init; } = PeerExtensions.None;
}
