namespace Zrepl.Engine.Wire.Streaming;

/// <summary>
/// The sender of a stream ended it with an error text. The connection itself is in order. On our side of the connection it becomes
/// a <see cref="Endpoints.Failures.PeerErrorException"/>.
/// </summary>
/// <param name="message">With what stands before it in logs.</param>
/// <param name="text">What the sender said; null if that was no text.</param>
internal sealed class StreamSourceException(string message, string? text = null) : IOException(message)
{
    /// <summary>What the sender said; null if that was no text.</summary>
    public string? Text => text;
}
