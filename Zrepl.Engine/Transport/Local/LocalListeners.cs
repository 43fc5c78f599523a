using System.Collections.Immutable;

namespace Zrepl.Engine.Transport.Local;

/// <summary>
/// Meeting place of jobs of one process: <c>serve: {type: local, listener_name: X}</c> offers, <c>connect: {type: local, listener_name: X}</c>
/// uses. Objects are passed directly, no bytes are framed (design D5).
/// </summary>
public sealed class LocalListeners
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, IPassiveService> _services = ImmutableDictionary.Create<string, IPassiveService>(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Offers a service under a name until the result is disposed.</summary>
    /// <exception cref="ListenerTakenException">Another job offers that name.</exception>
    public IDisposable Listen(string listenerName, IPassiveService service)
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
    public IPassiveService? Find(string listenerName)
    {
        lock (_lock) return _services.GetValueOrDefault(listenerName);
    }

    /// <summary>Waits until somebody offers a name.</summary>
    public async Task<IPassiveService> WaitForAsync(string listenerName, CancellationToken cancellation)
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
