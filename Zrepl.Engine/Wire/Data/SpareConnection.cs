using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Streaming;

namespace Zrepl.Engine.Wire.Data;

/// <summary>
/// One data connection that is opened while a step ends, or while a small one is under way, for the step that follows, so that of many small steps
/// each need not wait for a handshake (spec wire 13.2, 8). Also closes connections that nobody has to wait for.
/// </summary>
/// <remarks>
/// Opened late and never more than one, because the other side takes a place for it, and a Go daemon logs an error for each that is closed without a
/// request. What fails here is not told: whoever finds no spare opens a connection, and that one tells.
/// </remarks>
internal sealed class SpareConnection : IAsyncDisposable
{
    /// <summary>One that nobody took in this time is closed; ours would give it up after a minute, Go's never.</summary>
    public static readonly TimeSpan UsableFor = TimeSpan.FromSeconds(20);

    // Longer than a handshake over any usual network: then the other side is in trouble, and whoever waits shall see it for himself.
    private static readonly TimeSpan PatienceForOpening = TimeSpan.FromSeconds(2);

    // How long an orderly end may take once nobody needs the connections any more.
    private static readonly TimeSpan PatienceAtTheEnd = TimeSpan.FromSeconds(1);

    private readonly Func<CancellationToken, Task<FrameConnection>> _open;
    private readonly TimeProvider _clock;
    private readonly ITimer _age;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationToken _over; // of it, also once it is disposed
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _closing = [];
    private Task<FrameConnection?>? _opening;
    private bool _isOver;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="open">Opens one.</param>
    /// <param name="clock">Measures its age.</param>
    public SpareConnection(Func<CancellationToken, Task<FrameConnection>> open, TimeProvider clock)
    {
        (_open, _clock, _over) = (open, clock, _end.Token);
        _age = clock.CreateTimer(_ => Clear(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Opens one, if there is none.</summary>
    public void Prepare()
    {
        lock (_lock)
        {
            if (_isOver || _opening is not null) return;
            _opening = Task.Run(OpenAsync);
            _age.Change(UsableFor, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The one that is open or about to be; null if there is none that can be used.</summary>
    public async Task<FrameConnection?> TakeAsync(CancellationToken cancellation)
    {
        if (Take() is not { } opening) return null;
        try
        {
            if (await opening.WaitAsync(PatienceForOpening, _clock, cancellation) is not { } connection) return null;
            if (!connection.Look().Wire.HasEnded) return connection;
        }
        catch (TimeoutException)
        {
            // not used
        }
        catch (OperationCanceledException)
        {
            Discard(opening);
            throw;
        }

        Discard(opening);
        return null;
    }

    /// <summary>Closes the one at hand: the other side may have gone.</summary>
    public void Clear()
    {
        if (Take() is { } opening) Discard(opening);
    }

    /// <summary>Closes a connection without letting anybody wait for its end but <see cref="DisposeAsync"/>.</summary>
    public void Close(FrameConnection connection)
    {
        lock (_lock) Remember(EndAsync(connection));
    }

    /// <summary>Closes the one at hand and waits, not for long, for the end of all that were closed here.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isOver) return;
            _isOver = true;
        }

        await _end.CancelAsync();
        await _age.DisposeAsync(); // waits for one that clears just now
        Clear();
        Task[] closing;
        lock (_lock) closing = [.. _closing];
        await Task.WhenAll(closing); // a close never throws
        _end.Dispose();
    }

    private Task<FrameConnection?>? Take()
    {
        lock (_lock)
        {
            var opening = _opening;
            _opening = null;
            return opening;
        }
    }

    private void Discard(Task<FrameConnection?> opening)
    {
        lock (_lock) Remember(CloseOnceOpenAsync(opening));
    }

    private async Task CloseOnceOpenAsync(Task<FrameConnection?> opening)
    {
        if (await opening is { } connection) await EndAsync(connection);
    }

    private Task EndAsync(FrameConnection connection) => LateAbort.CloseAsync(connection, PatienceAtTheEnd, _clock, _over);

    // Under the lock.
    private void Remember(Task closing)
    {
        _closing.RemoveWhere(one => one.IsCompleted);
        _closing.Add(closing);
    }

    private async Task<FrameConnection?> OpenAsync()
    {
        try
        {
            return await _open(_over);
        }
        catch (Exception)
        {
            return null; // see the remarks
        }
    }
}
