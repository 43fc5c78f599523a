using Zrepl.Engine.Endpoints.Failures;

namespace Zrepl.Engine.Transport;

/// <summary>The other side could not be reached, or the connection to it broke or fell silent. Reconnecting can help (spec wire 8.3).</summary>
public sealed class ConnectionLostException(string message, Exception? inner = null) : IOException(message, inner), IConnectivityFailure;
