using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>Where a host's model lives, and who may touch it: one session at a time, over all processes that share it.</summary>
internal abstract class StateStore : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>The model as of the last time somebody entered.</summary>
    public HostModel Model { get; protected set; } = new();

    /// <summary>Waits until nobody else works on the model, and brings it up to date.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            await OpenSharedStateAsync(cancellation);
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    /// <summary>Lets the next one in.</summary>
    public void Leave()
    {
        try
        {
            CloseSharedState();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Makes a transaction durable, then applies it. Only between <see cref="EnterAsync"/> and <see cref="Leave"/>.</summary>
    public void Commit(Transaction transaction)
    {
        Persist(transaction);
        transaction.Apply(Model);
        Applied();
    }

    public virtual ValueTask DisposeAsync()
    {
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    protected abstract ValueTask OpenSharedStateAsync(CancellationToken cancellation);

    protected abstract void CloseSharedState();

    protected abstract void Persist(Transaction transaction);

    /// <summary>After a transaction was applied.</summary>
    protected virtual void Applied() { }
}

/// <summary>A model that lives and dies with the process.</summary>
internal sealed class MemoryStore : StateStore
{
    protected override ValueTask OpenSharedStateAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    protected override void CloseSharedState() { }

    protected override void Persist(Transaction transaction) { }
}
