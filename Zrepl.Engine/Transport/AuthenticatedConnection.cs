using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Transport;

/// <summary>A connection whose other side is known.</summary>
/// <param name="Wire">The bytes; owned by whoever takes the connection.</param>
/// <param name="Identity">Who it is to the passive job.</param>
/// <param name="Transport">The word in <c>type</c>: tcp, tls, stdinserver or local.</param>
public sealed record AuthenticatedConnection(WireStream Wire, ClientIdentity Identity, string Transport);
