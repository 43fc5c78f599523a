using Zrepl.Engine.Wire.Framing;

namespace Zrepl.Engine.Wire.Data;

/// <summary>
/// Data connections that are opened before the requests that will use them, so that of many small steps each need not wait for a handshake (spec wire
/// 13.2, 8).
/// </summary>
/// <remarks>
/// Only for steps that are known and will come soon: the other side takes a place for each connection, gives one up that asks for nothing within a
/// minute, and a Go daemon logs that as an error. What fails here is not told: whoever finds no spare opens a connection, and that one tells.
/// </remarks>
/// <param name="open">Opens one.</param>
/// <param name="clock">Measures their age.</param>
internal sealed class SpareConnections(Func<CancellationToken, Task<FrameConnection>> open, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Most that are open at the same time: a handshake takes two round trips, a small step one.</summary>
    public const int Most = 2;

    private static readonly TimeSpan UsableFor = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private readonly Queue<(Task<FrameConnection?> Opening, long At)> _ahead = [];
    private readonly HashSet<Task> _closing = [];
    private bool _isOver;

    /// <summary>Opens some for requests that follow.</summary>
    /// <param name="following">How many are known to follow.</param>
    public void Prepare(int following)
    {
        lock (_lock)
        {
            while (!_isOver && _ahead.Count < Math.Min(Most, following)) _ahead.Enqueue((Task.Run(OpenAsync), clock.GetTimestamp()));
        }
    }

    /// <summary>One that is open or about to be; null if there is none that can be used.</summary>
    public async Task<FrameConnection?> TakeAsync(CancellationToken cancellation)
    {
        while (Next() is var (opening, at))
        {
            try
            {
                var connection = await opening.WaitAsync(cancellation);
                if (connection is null) return null;
                if (clock.GetElapsedTime(at) <= UsableFor && !connection.Look().Wire.HasEnded) return connection;
            }
            catch (OperationCanceledException)
            {
                Discard(opening);
                throw;
            }

            Discard(opening);
        }

        return null;
    }

    /// <summary>Closes those at hand: the other side may have gone.</summary>
    public void Clear()
    {
        while (Next() is var (opening, _)) Discard(opening);
    }

    /// <summary>Closes a connection without waiting for its end, which <see cref="DisposeAsync"/> does.</summary>
    public void Close(FrameConnection connection) => Remember(connection.CloseAsync());

    /// <summary>Closes those at hand and waits for the end of all that were closed here.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isOver) return;
            _isOver = true;
        }

        await _end.CancelAsync();
        Clear();
        Task[] closing;
        lock (_lock) closing = [.. _closing];
        await Task.WhenAll(closing); // a close never throws, and has a deadline of its own
        _end.Dispose();
    }

    private (Task<FrameConnection?> Opening, long At)? Next()
    {
        lock (_lock) return _ahead.TryDequeue(out var next) ? next : null;
    }

    private void Discard(Task<FrameConnection?> opening) => Remember(CloseOnceOpenAsync(opening));

    private static async Task CloseOnceOpenAsync(Task<FrameConnection?> opening)
    {
        if (await opening is { } connection) await connection.CloseAsync();
    }

    private void Remember(Task closing)
    {
        lock (_lock)
        {
            _closing.RemoveWhere(one => one.IsCompleted);
            _closing.Add(closing);
        }
    }

    private async Task<FrameConnection?> OpenAsync()
    {
        try
        {
            return await open(_end.Token);
        }
        catch (Exception)
        {
            return null; // see the remarks
        }
    }
}
