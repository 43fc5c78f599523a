namespace Zrepl.Engine.Transport;

/// <summary>The layers of a connection, in the order in which it comes to stand.</summary>
public enum ConnectionLayer
{
    /// <summary>The transport as a whole, where it does not tell its layers: another process, or another job of this one.</summary>
    Transport,

    /// <summary>The host's name becomes addresses.</summary>
    Name,

    /// <summary>One of the addresses answers.</summary>
    Tcp,

    /// <summary>Both sides accept the other's certificate.</summary>
    Tls,

    /// <summary>The passive job knows who we are and lets us in.</summary>
    Identity,

    /// <summary>Both sides speak the same protocol version.</summary>
    Version,

    /// <summary>A data request is answered.</summary>
    Data,

    /// <summary>A control call is answered.</summary>
    Control,

    /// <summary>The other job is of the kind that ours needs.</summary>
    Role,

    /// <summary>The other side lists its datasets for us.</summary>
    Permission,
}
