using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Transport;

namespace Zrepl.Tests.Support.Wire;

/// <summary>A passive job's endpoints, given.</summary>
internal sealed class PassiveService(ISender? sender = null, IReceiver? receiver = null) : IPassiveService
{
    /// <summary>Who asked.</summary>
    public List<string> Identities { get; } = [];

    public ISender? SenderFor(string clientIdentity) => Note(clientIdentity, sender);

    public IReceiver? ReceiverFor(string clientIdentity) => Note(clientIdentity, receiver);

    private T Note<T>(string identity, T endpoint)
    {
        lock (Identities) Identities.Add(identity);
        return endpoint;
    }
}
