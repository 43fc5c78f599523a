namespace Zrepl.Engine.Wire.Multiplexing;

/// <summary>How far a connection got.</summary>
internal enum DialStage
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>The transport stands, TLS or ssh included.</summary>
    Transport,

    /// <summary>Both sides speak the same protocol version.</summary>
    Version,
}
