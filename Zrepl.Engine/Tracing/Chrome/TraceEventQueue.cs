using System.Threading.Channels;

namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>The bounded queue between the traced code and whoever writes: adding never waits; what does not fit is counted.</summary>
internal sealed class TraceEventQueue(int capacity)
{
    private readonly Channel<QueuedTraceEvent> _events = Channel.CreateBounded<QueuedTraceEvent>(
        new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }); // Wait lets TryWrite say no

    private long _dropped;
    private long _droppedSinceAsked;

    /// <summary>Events that did not fit, ever.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>True if a good part of the room is taken, so that nobody should wait for more to come.</summary>
    public bool IsFilling => _events.Reader.Count > capacity / 4;

    /// <summary>True once nothing more is added.</summary>
    public bool IsCompleting { get; private set; }

    public ChannelReader<QueuedTraceEvent> Reader => _events.Reader;

    public void Add(bool isBegin, in TraceEvent happened)
    {
        if (_events.Writer.TryWrite(new QueuedTraceEvent(isBegin, happened))) return;
        Interlocked.Increment(ref _dropped);
        Interlocked.Increment(ref _droppedSinceAsked);
    }

    /// <summary>Events that did not fit since this was asked last.</summary>
    public long TakeDropped() => Interlocked.Read(ref _droppedSinceAsked) == 0 ? 0 : Interlocked.Exchange(ref _droppedSinceAsked, 0);

    /// <summary>Nothing more is added.</summary>
    public void Complete()
    {
        IsCompleting = true;
        _events.Writer.TryComplete();
    }
}
