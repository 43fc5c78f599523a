namespace Zrepl.Engine.Wire.Framing;

/// <summary>
/// Types of frames on a data connection (spec wire 5.2). Bits 28 to 31 belong to the frame layer, 24 to 27 to heartbeats, 16 to 19 to
/// streams, the low 16 to requests and responses.
/// </summary>
internal enum FrameType : uint
{
    /// <summary>Message: name of the endpoint, client to server.</summary>
    RequestHeader = 0x0000_0001,

    /// <summary>Message: the request as protobuf, client to server.</summary>
    Request = 0x0000_0002,

    /// <summary>Message: <c>HANDLER OK</c> or <c>HANDLER ERROR:</c> and a text, server to client.</summary>
    ResponseHeader = 0x0000_0003,

    /// <summary>Message: the response as protobuf, server to client.</summary>
    Response = 0x0000_0004,

    /// <summary>Stream: bytes of <c>zfs send</c>.</summary>
    ZfsStream = 0x0000_0005,

    /// <summary>Stream: the same, compressed; only between daemons that agreed on it (spec wire 14.3).</summary>
    ZfsStreamZstd = 0x0000_0006,

    /// <summary>The stream failed at its source; the payload says why.</summary>
    StreamErrorTrailer = 0x0001_0000,

    /// <summary>Ends every message, stream and error trailer.</summary>
    End = 0x0002_0000,

    /// <summary>Says only that its sender lives.</summary>
    Heartbeat = 0x0100_0000,

    /// <summary>The last frame of a side: it is shutting the connection down.</summary>
    Reset = 0x1000_0000,
}
