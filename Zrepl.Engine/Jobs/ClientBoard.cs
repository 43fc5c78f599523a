using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>Who is being served what by one passive job, for its status.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Without a timer or wait handle there is nothing to give back, and a late caller must find it alive.")]
internal sealed class ClientBoard(StatusBoard board, TimeProvider clock)
{
    // Planning makes thousands of small calls; pages need to see one a second.
    private static readonly TimeSpan ShowEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Client> _clients = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;
    private int _streams;
    private Action? _whenNotStreaming;
    private long _shownAt;

    /// <summary>True while a stream goes to or comes from a client.</summary>
    public bool AreStreaming
    {
        get { lock (_lock) return _streams > 0; }
    }

    /// <summary>Begins a request; disposing the result ends it.</summary>
    /// <param name="identity">Whose.</param>
    /// <param name="text">What for people to read.</param>
    /// <param name="isStream">True if it carries a stream.</param>
    /// <param name="caller">Ends the request.</param>
    /// <exception cref="ServiceEndedException">The job does not serve any more.</exception>
    public Request Begin(string identity, string text, bool isStream, CancellationToken caller)
    {
        Request request;
        lock (_lock)
        {
            if (_end.IsCancellationRequested) throw new ServiceEndedException(board.Now.Name.Text);
            request = new(this, identity, text, isStream, CancellationTokenSource.CreateLinkedTokenSource(caller, _end.Token));
            _requests++;
            if (!_clients.TryGetValue(identity, out var client)) _clients[identity] = client = new();
            client.LastRequestAt = clock.GetLocalNow();
            client.Active.Add(request);
            if (isStream) _streams++;
        }

        Show(isStream);
        return request;
    }

    /// <summary>Does something at the first moment without streams, which may be now.</summary>
    public void WhenNotStreaming(Action action)
    {
        lock (_lock)
        {
            if (_streams > 0)
            {
                _whenNotStreaming = action;
                return;
            }
        }

        action();
    }

    /// <summary>Takes no further requests, ends those under way, and waits for them.</summary>
    public async Task CloseAsync()
    {
        await _end.CancelAsync(); // from now on nothing begins
        lock (_lock)
        {
            if (_requests == 0) _ended.TrySetResult();
        }

        await _ended.Task;
    }

    private void End(Request request)
    {
        Action? action = null;
        lock (_lock)
        {
            var client = _clients[request.Identity];
            client.Active.Remove(request);
            client.Bytes += request.Bytes;
            if (request.IsStream && --_streams == 0) (action, _whenNotStreaming) = (_whenNotStreaming, null);
            if (--_requests == 0 && _end.IsCancellationRequested) _ended.TrySetResult();
        }

        Show(request.IsStream);
        action?.Invoke();
    }

    private void Show(bool isImportant)
    {
        ImmutableArray<ClientStatus> clients;
        lock (_lock)
        {
            if (!isImportant && _shownAt != 0 && clock.GetElapsedTime(_shownAt) < ShowEvery) return;
            _shownAt = clock.GetTimestamp();
            clients = [.. _clients.Select(pair => pair.Value.StatusOf(pair.Key))];
            board.Change(now => now with { Clients = clients }); // under the lock, so that a later view is not overtaken
        }
    }

    /// <summary>A request being served.</summary>
    internal sealed class Request(ClientBoard owner, string identity, string text, bool isStream, CancellationTokenSource end) : IDisposable
    {
        private long _bytes;
        private int _isOver;

        public string Identity => identity;

        public string Text => text;

        public bool IsStream => isStream;

        public long Bytes => Interlocked.Read(ref _bytes);

        /// <summary>Cancelled by the caller or with the job.</summary>
        public CancellationToken Token => end.Token;

        /// <summary>True if the request ends with the job and not because the caller wants it.</summary>
        public bool IsEndedByJob => owner._end.IsCancellationRequested;

        public void Count(int bytes) => Interlocked.Add(ref _bytes, bytes);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 1) return;
            owner.End(this);
            end.Dispose();
        }
    }

    private sealed class Client
    {
        public DateTimeOffset LastRequestAt { get; set; }

        public List<Request> Active { get; } = [];

        public long Bytes { get; set; }

        public ClientStatus StatusOf(string identity) =>
            new(identity, LastRequestAt, [.. Active.Select(request => request.Text)], Bytes + Active.Sum(request => request.Bytes));
    }
}
