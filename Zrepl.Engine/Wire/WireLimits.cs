using Zrepl.Engine.Configuration.Variables;

namespace Zrepl.Engine.Wire;

/// <summary>
/// Times and sizes of the protocol with the values that Go zrepl has or can stand (spec wire 5.2, 10). Towards Go daemons
/// <see cref="HeartbeatInterval"/> must not be longer and <see cref="PeerTimeout"/> not shorter than the defaults.
/// </summary>
public sealed record WireLimits
{
    /// <summary>The defaults.</summary>
    public static WireLimits Default { get; } = new();

    /// <summary>The limits as the variables of the environment say.</summary>
    public static WireLimits Of(EnvironmentConstants constants) => new()
    {
        HandshakeTimeout = constants.Get(KnownVariables.ClientHandshakeTimeout),
        ServerHandshakeTimeout = constants.Get(KnownVariables.ServerHandshakeTimeout),
        SendLabelTimeout = constants.Get(KnownVariables.MuxTimeout),
        LabelTimeout = constants.Get(KnownVariables.DemuxTimeout),
    };

    /// <summary>Exchange of version banners, as the client.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Exchange of version banners, as the server.</summary>
    public TimeSpan ServerHandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sending banner and label, which go out together.</summary>
    public TimeSpan SendLabelTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Receiving the label.</summary>
    public TimeSpan LabelTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the label to a complete request on a data connection; heartbeats alone do not keep one open.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A heartbeat goes out when nothing was sent for this time.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection is given up when nothing moved and nothing was heard for this time.</summary>
    public TimeSpan PeerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time for the end of a data connection.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most bytes that are read and dropped while waiting for the other side's end.</summary>
    public long MaxDrainedBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>Largest payload we send in one frame; what Go sends.</summary>
    public int SentPayload { get; init; } = 512 * 1024;

    /// <summary>Largest payload we take in one frame.</summary>
    public uint MaxPayload { get; init; } = 16 * 1024 * 1024;

    /// <summary>True: streams are compressed towards daemons that can take that (ours can), if the network is what they wait for.</summary>
    public bool MayCompress { get; init; }

    /// <summary>True: bytes go from a pipe to a bare socket inside the kernel, where it can do that.</summary>
    public bool MaySplice { get; init; } = true;

    /// <summary>Longest text of an error trailer that is kept.</summary>
    public int MaxErrorText { get; init; } = 1024 * 1024;
}
