namespace Zrepl.Engine.Transport;

/// <summary>Waits for clients of one passive job. Listens from its creation on.</summary>
public interface ITransportListener : IAsyncDisposable
{
    /// <summary>Where it listens, for logs and status: <c>tcp [::]:8888</c>.</summary>
    string Description { get; }

    /// <summary>
    /// Takes the next client, without a word to it and without knowing who it is; only the listener's own failures come out.
    /// </summary>
    Task<IIncomingConnection> AcceptAsync(CancellationToken cancellation);
}

/// <summary>A client that has just connected. Disposing ends the connection unless it was authenticated, then it is the taker's.</summary>
public interface IIncomingConnection : IAsyncDisposable
{
    /// <summary>Where it comes from.</summary>
    string RemoteDescription { get; }

    /// <summary>Finds out who it is; with a deadline of its own, and not in the way of other clients.</summary>
    /// <exception cref="PeerRefusedException">Nobody we know.</exception>
    /// <exception cref="ConnectionLostException">It went away or took too long.</exception>
    Task<AuthenticatedConnection> AuthenticateAsync(CancellationToken cancellation);
}
