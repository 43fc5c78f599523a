namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>
/// Writes everything that is traced to a stream, in the trace format of Chrome: a file, a socket, the body of a download.
/// Attach it with <see cref="Tracer.Attach"/>; dispose it to stop.
/// </summary>
/// <remarks>
/// A stream that stalls costs events, never time: they wait in a bounded queue, what does not fit is counted and shows up as an instant
/// event <c>dropped N</c>. A stream that fails ends the sink, which then detaches itself; <see cref="Completion"/> says why.
/// </remarks>
public sealed class ChromeTraceSink : ITraceSink, IAsyncDisposable
{
    private readonly TraceEventQueue _queue;
    private readonly ChromeTraceWriter _writer;
    private readonly Stream _output;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _giveUp = new();
    private int _disposed;

    /// <summary>Starts writing; the first bytes are <c>[</c> and a newline.</summary>
    /// <param name="output">Where to. Disposed with the sink.</param>
    /// <param name="options">Host name and bounds.</param>
    /// <param name="clock">For the time of the gaps.</param>
    public ChromeTraceSink(Stream output, ChromeTraceOptions options, TimeProvider clock)
    {
        _output = output;
        _clock = clock;
        _queue = new TraceEventQueue(options.QueuedEvents);
        _writer = new ChromeTraceWriter(output, options.HostName, options.WithDetails);
        Completion = Task.Run(RunAsync); // owned: DisposeAsync awaits it
    }

    /// <summary>Completes when everything is written after disposing; faults when the stream fails.</summary>
    public Task Completion { get; }

    /// <summary>Events lost because the stream was too slow.</summary>
    public long Dropped => _queue.Dropped;

    /// <inheritdoc/>
    public void OnBegin(in TraceEvent begun) => _queue.Add(isBegin: true, begun);

    /// <inheritdoc/>
    public void OnEnd(in TraceEvent ended) => _queue.Add(isBegin: false, ended);

    /// <summary>Detaches from the tracer, writes what waits, for two seconds at most, and closes the stream.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Tracer.Detach(this);
        _queue.Complete();
        if (await LastCall.WaitForAsync(Completion, _giveUp, _clock)) await CloseAsync();
        else LastCall.AfterEnd(Completion, CloseAsync);
    }

    private async ValueTask CloseAsync()
    {
        _ = Completion.Exception; // stays there for whoever asks; a reader that went away is no reason to fail here
        await _output.DisposeAsync();
        _giveUp.Dispose();
    }

    private async Task RunAsync()
    {
        try { await PumpAsync(); }
        finally
        {
            Tracer.Detach(this); // a stream that failed is not filled any more
            _queue.Complete();
        }
    }

    private async Task PumpAsync()
    {
        await _writer.FlushAsync(_giveUp.Token); // the opening bracket, also when nothing ever happens
        while (await _queue.Reader.WaitToReadAsync(_giveUp.Token))
        {
            while (_queue.Reader.TryRead(out var next))
            {
                if (next.IsBegin) _writer.Begin(next.Event);
                else _writer.End(next.Event);
                if (_writer.Waiting >= ChromeTraceWriter.FlushAt) await _writer.FlushAsync(_giveUp.Token);
            }

            if (_queue.TakeDropped() is > 0 and var dropped) _writer.Gap($"dropped {dropped}", _clock.GetUtcNow());
            await _writer.FlushAsync(_giveUp.Token);
        }
    }
}
