namespace Zrepl.Engine.Wire.Streaming;

/// <summary>
/// The sender of a stream ended it with an error text. The connection itself is in order. On our side of the connection it becomes
/// a <see cref="Endpoints.Failures.PeerErrorException"/>.
/// </summary>
internal sealed class StreamSourceException(string message) : IOException(message);
