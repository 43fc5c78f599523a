using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints.Failures;
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
    private bool _isRetired;
    private ImmutableArray<ClientBoard> _before = [];
    private ClientBoard? _successor;
    private long _shownAt;

    /// <summary>Completes when nothing is under way and nothing can begin any more.</summary>
    public Task Ended => _ended.Task;

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
            if (_isRetired) throw new ServiceEndedException(board.Now.Name.Text);
            request = new(this, identity, text, isStream, CancellationTokenSource.CreateLinkedTokenSource(caller, _end.Token));
            _requests++;
            if (!_clients.TryGetValue(identity, out var client)) _clients[identity] = client = new();
            client.LastRequestAt = clock.GetLocalNow();
            client.Active.Add(request);
        }

        Show(isStream);
        return request;
    }

    /// <summary>Takes no further requests, and ends those under way whose clients are not admitted any more. Others may end by themselves.</summary>
    /// <param name="admits">True for whoever may still come. Asked again each time this is called.</param>
    public void Retire(Func<ClientIdentity, bool> admits)
    {
        lock (_lock)
        {
            _isRetired = true;
            if (_requests == 0) _ended.TrySetResult();
            foreach (var request in _clients.Values.SelectMany(client => client.Active).Where(request => !admits(ClientIdentity.Parse(request.Identity)))) request.Cut();
        }
    }

    /// <summary>Shows also what is still under way by a definition before; its own status is nobody's any more.</summary>
    public void TakeOver(ClientBoard before)
    {
        lock (_lock) _before = _before.Add(before);
        Volatile.Write(ref before._successor, this);
        Show(isImportant: true);
    }

    /// <summary>Takes no further requests, ends those under way, and waits for them.</summary>
    public async Task CloseAsync()
    {
        lock (_lock)
        {
            _isRetired = true; // from now on nothing begins
            if (_requests == 0) _ended.TrySetResult();
        }

        await _end.CancelAsync();

        await _ended.Task;
    }

    private void End(Request request)
    {
        lock (_lock)
        {
            var client = _clients[request.Identity];
            client.Active.Remove(request);
            client.Bytes += request.Bytes;
            if (--_requests == 0 && _isRetired) _ended.TrySetResult();
        }

        Show(request.IsStream);
    }

    private bool IsDue => Volatile.Read(ref _successor) is { } successor ? successor.IsDue : clock.GetElapsedTime(Volatile.Read(ref _shownAt)) >= ShowEvery;

    private void Show(bool isImportant)
    {
        if (Volatile.Read(ref _successor) is { } successor)
        {
            successor.Show(isImportant);
            return;
        }

        lock (_lock)
        {
            if (!isImportant && _shownAt != 0 && clock.GetElapsedTime(_shownAt) < ShowEvery) return;
            _shownAt = clock.GetTimestamp();
            _before = _before.RemoveAll(before => before.Ended.IsCompleted);
            var clients = Merged(_before.SelectMany(before => before.Clients()).Concat(Clients()));
            board.Change(now => now with { Clients = clients }); // under the lock, so that a later view is not overtaken
        }
    }

    private ImmutableArray<ClientStatus> Clients()
    {
        lock (_lock) return [.. _clients.Select(pair => pair.Value.StatusOf(pair.Key))];
    }

    // One client can have a stream by the definition before and requests by this one.
    private static ImmutableArray<ClientStatus> Merged(IEnumerable<ClientStatus> clients) =>
    [
        .. from client in clients
           group client by client.Identity into same
           orderby same.Key
           select new ClientStatus(
               same.Key, same.Max(one => one.LastRequestAt), [.. same.SelectMany(one => one.ActiveRequests)], same.Sum(one => one.BytesMoved)),
    ];

    /// <summary>A request being served.</summary>
    internal sealed class Request(ClientBoard owner, string identity, string text, bool isStream, CancellationTokenSource end) : IDisposable
    {
        private long _bytes;
        private int _isOver;
        private volatile bool _isCut;

        public string Identity => identity;

        public string Text => text;

        public bool IsStream => isStream;

        public long Bytes => Interlocked.Read(ref _bytes);

        /// <summary>Cancelled by the caller or with the job.</summary>
        public CancellationToken Token => end.Token;

        /// <summary>True if the request ends with the job and not because the caller wants it.</summary>
        public bool IsEndedByJob => _isCut || owner._end.IsCancellationRequested;

        /// <summary>Ends it, though its job goes on. Not after it was disposed.</summary>
        public void Cut()
        {
            _isCut = true;
            _ = end.CancelAsync(); // what hangs on it is not called under the owner's lock
        }

        /// <summary>Counts bytes of its stream, which are shown while it runs: it can take days.</summary>
        public void Count(int bytes)
        {
            Interlocked.Add(ref _bytes, bytes);
            if (owner.IsDue) owner.Show(isImportant: false);
        }

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
