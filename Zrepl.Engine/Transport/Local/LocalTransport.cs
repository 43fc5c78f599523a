using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Transport.Local;

/// <summary><c>type: local</c>: both jobs are in this process, and calls go from object to object (design D5).</summary>
/// <param name="listeners">Where they meet.</param>
public sealed class LocalTransport(LocalListeners listeners) : IConnecter, IPassiveListener
{
    /// <inheritdoc/>
    public bool CanConnect(ConnectDefinition definition) => definition is ConnectDefinition.Local;

    /// <inheritdoc/>
    public bool CanServe(ServeDefinition definition) => definition is ServeDefinition.Local;

    /// <inheritdoc/>
    public Connection<IReceiver> ConnectToSink(ConnectDefinition definition, JobName job)
    {
        var local = (ConnectDefinition.Local)definition;
        return new(new LocalReceiverLink(new(listeners, local.ListenerName, local.ClientIdentity.Text)), () => default);
    }

    /// <inheritdoc/>
    public Connection<ISender> ConnectToSource(ConnectDefinition definition, JobName job)
    {
        var local = (ConnectDefinition.Local)definition;
        return new(new LocalSenderLink(new(listeners, local.ListenerName, local.ClientIdentity.Text)), () => default);
    }

    /// <inheritdoc/>
    public async Task<Task> ServeAsync(
        ServeDefinition definition, JobName job, IPassiveService service, Action listening, CancellationToken retiring, CancellationToken cancellation)
    {
        using var offer = listeners.Listen(((ServeDefinition.Local)definition).ListenerName, service);
        listening();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = retiring.Register(ended.SetResult);
        await ended.Task;
        return Task.CompletedTask; // there are no connections, only calls, which the job itself ends
    }
}
