namespace Zrepl.Engine.Endpoints.Failures;

/// <summary>
/// Marks an exception that says: the other side could not be reached, or the connection to it broke. Trying again after a reconnect can
/// help. The network layer marks what comes from dialling, handshake I/O, heartbeats, frames and calls without an answer; it does not mark
/// what the other side said in words, nor a refused certificate or protocol version. Source: spec 1.10.2.
/// </summary>
#pragma warning disable CA1040 // A marker: the base class of these exceptions is given by where they are thrown (IOException in streams).
public interface IConnectivityFailure;
#pragma warning restore CA1040
