using Zrepl.Engine.Endpoints;

namespace Zrepl.Engine.Transport.Local;

/// <summary>Finds the other job anew for each call: it may begin later, end, or be replaced by one with another definition.</summary>
internal sealed class LocalLink(LocalListeners listeners, string listenerName, string clientIdentity)
{
    public async Task WaitAsync(CancellationToken cancellation) => await listeners.WaitForAsync(listenerName, cancellation);

    public IReceiver Receiver() => Service().ReceiverFor(clientIdentity)
        ?? throw new EndpointException($"local listener \"{listenerName}\" belongs to a source job; a push job needs that of a sink job");

    public ISender Sender() => Service().SenderFor(clientIdentity)
        ?? throw new EndpointException($"local listener \"{listenerName}\" belongs to a sink job; a pull job needs that of a source job");

    private IPassiveService Service() => listeners.Find(listenerName) ?? throw new NobodyListensException(listenerName);
}
