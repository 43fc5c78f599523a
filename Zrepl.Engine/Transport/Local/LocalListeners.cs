using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;

namespace Zrepl.Engine.Transport.Local;

/// <summary>What a passive job offers to jobs of the same process.</summary>
public interface ILocalService
{
    /// <summary>The sender of a source job, or null for a sink.</summary>
    /// <param name="clientIdentity">Whoever connects.</param>
    ISender? SenderFor(string clientIdentity);

    /// <summary>The receiver of a sink job for one client, or null for a source.</summary>
    /// <param name="clientIdentity">Whoever connects; names the client's root.</param>
    IReceiver? ReceiverFor(string clientIdentity);
}

/// <summary>
/// Meeting place of jobs of one process: <c>serve: {type: local, listener_name: X}</c> offers, <c>connect: {type: local, listener_name: X}</c>
/// uses. Objects are passed directly, no bytes are framed (design D5).
/// </summary>
public sealed class LocalListeners
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, ILocalService> _services = ImmutableDictionary.Create<string, ILocalService>(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Offers a service under a name until the result is disposed.</summary>
    /// <exception cref="ListenerTakenException">Another job offers that name.</exception>
    public IDisposable Listen(string listenerName, ILocalService service)
    {
        lock (_lock)
        {
            if (_services.ContainsKey(listenerName)) throw new ListenerTakenException(listenerName);
            _services = _services.Add(listenerName, service);
            Announce();
        }

        return new Offer(this, listenerName);
    }

    /// <summary>The service of a name, or null while nobody offers it.</summary>
    public ILocalService? Find(string listenerName)
    {
        lock (_lock) return _services.GetValueOrDefault(listenerName);
    }

    /// <summary>Waits until somebody offers a name.</summary>
    public async Task<ILocalService> WaitForAsync(string listenerName, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_services.TryGetValue(listenerName, out var service)) return service;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    private void Remove(string listenerName)
    {
        lock (_lock)
        {
            _services = _services.Remove(listenerName);
            Announce();
        }
    }

    private void Announce()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Offer(LocalListeners listeners, string name) : IDisposable
    {
        private LocalListeners? _listeners = listeners;

        public void Dispose() => Interlocked.Exchange(ref _listeners, null)?.Remove(name);
    }
}
