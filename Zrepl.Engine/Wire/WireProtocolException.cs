namespace Zrepl.Engine.Wire;

/// <summary>The other side sent bytes that are not the protocol. The connection is of no more use, and a new one would not be better.</summary>
public sealed class WireProtocolException(string message, Exception? inner = null) : IOException(message, inner);
