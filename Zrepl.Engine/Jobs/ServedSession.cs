using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// What a client asks for in one go, as a whole in the traces: a replication makes thousands of requests, and one recording of each would be none of them.
/// A pause ends it, and so does its age once nothing is under way any more. Thread-safe.
/// </summary>
/// <param name="job">The passive job.</param>
/// <param name="client">Identity of the client.</param>
/// <param name="place">Where the job stands in the trace.</param>
/// <param name="nextNumber">Counts the recordings of the job.</param>
/// <param name="clock">The time.</param>
internal sealed class ServedSession(string job, string client, Func<TracePlace> place, Func<long> nextNumber, TimeProvider clock)
{
    /// <summary>Without a request for so long, what comes is something new. Between the streams of a run there is always one under way or about to come.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>One that lasts longer is followed by another: a client that never pauses must not fill one file only.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private Part? _current;

    /// <summary>Where the next request belongs; disposing the result says that it has ended.</summary>
    public Stay Enter()
    {
        lock (_lock)
        {
            if (_current is null || clock.GetElapsedTime(_current.BeganAt) >= Longest)
            {
                if (_current is { Requests: 0 } idle) idle.End();
                _current = Begin();
            }

            _current.Requests++;
            _current.Idle?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return new(this, _current);
        }
    }

    /// <summary>Ends it; nothing is under way any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _current?.End();
            _current = null;
        }
    }

    private Part Begin()
    {
        using var visit = Tracer.Inherit(place());
        return new(Tracer.StartServing(job, client, nextNumber()), clock.GetTimestamp());
    }

    private void Leave(Part part)
    {
        lock (_lock)
        {
            if (--part.Requests > 0) return;
            if (part != _current) part.End();
            else if (part.Idle is { } timer) timer.Change(Pause, Timeout.InfiniteTimeSpan);
            else part.Idle = clock.CreateTimer(_ => IdleFor(part), null, Pause, Timeout.InfiniteTimeSpan);
        }
    }

    private void IdleFor(Part part)
    {
        lock (_lock)
        {
            if (part != _current || part.Requests > 0) return;
            part.End();
            _current = null;
        }
    }

    /// <summary>The time between the begin and the end of a request.</summary>
    internal sealed class Stay(ServedSession session, Part part) : IDisposable
    {
        private int _isOver;

        public TracePlace Place => part.Scope.Place;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0) session.Leave(part);
        }
    }

    internal sealed class Part(TraceScope scope, long beganAt)
    {
        public TraceScope Scope => scope;

        public long BeganAt => beganAt;

        public int Requests { get; set; }

        public ITimer? Idle { get; set; }

        public void End()
        {
            Idle?.Dispose();
            scope.Dispose();
        }
    }
}
