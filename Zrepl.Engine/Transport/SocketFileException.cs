namespace Zrepl.Engine.Transport;

/// <summary>A Unix socket cannot be made where it should be. The message says what is in the way and what to do.</summary>
public sealed class SocketFileException(string message, Exception? cause = null) : IOException(message, cause);
