using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Transport;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Support.Jobs;

/// <summary>Whoever connects with <c>type: tcp</c> gets the endpoints in memory.</summary>
internal sealed class MemoryTransport(MemorySender sender, MemoryReceiver receiver) : IConnecter
{
    private int _open;

    /// <summary>Thrown instead of the next connection.</summary>
    public Exception? NextFailure { get; set; }

    public int Open => Volatile.Read(ref _open);

    public bool CanConnect(ConnectDefinition definition) => definition is ConnectDefinition.Tcp;

    public Connection<IReceiver> ConnectToSink(ConnectDefinition definition, JobName job) => Connect<IReceiver>(receiver);

    public Connection<ISender> ConnectToSource(ConnectDefinition definition, JobName job) => Connect<ISender>(sender);

    private Connection<T> Connect<T>(T endpoint)
        where T : IEndpoint
    {
        if (NextFailure is { } failure)
        {
            NextFailure = null;
            throw failure;
        }

        Interlocked.Increment(ref _open);
        return new(endpoint, () =>
        {
            Interlocked.Decrement(ref _open);
            return default;
        });
    }
}
