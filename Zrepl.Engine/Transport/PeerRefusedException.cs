using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Transport;

/// <summary>
/// The other side does not want us, or we it: not authorized, a wrong certificate, another protocol version. Somebody has to change a
/// configuration; trying again does not help (spec wire 8.3).
/// </summary>
public sealed class PeerRefusedException(string message, Exception? inner = null)
    : EndpointException(message, FailureCategory.NeedsAction, inner);
