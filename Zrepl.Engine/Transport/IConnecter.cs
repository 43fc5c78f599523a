using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Transport;

/// <summary>The other side for one run. Nothing is connected before the first call; disposing closes what was.</summary>
/// <param name="Endpoint">The other side.</param>
/// <param name="Close">Closes the connections.</param>
public sealed record Connection<T>(T Endpoint, Func<ValueTask> Close) : IAsyncDisposable
    where T : IEndpoint
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Close();
}

/// <summary>Reaches passive jobs over one or more transports. One per process; an engine has several.</summary>
public interface IConnecter
{
    /// <summary>True if it speaks the transport.</summary>
    bool CanConnect(ConnectDefinition definition);

    /// <summary>The sink of a push job. Quick and without I/O: failures to connect are failures of calls.</summary>
    Connection<IReceiver> ConnectToSink(ConnectDefinition definition, JobName job);

    /// <summary>The source of a pull job. Quick and without I/O: failures to connect are failures of calls.</summary>
    Connection<ISender> ConnectToSource(ConnectDefinition definition, JobName job);
}
