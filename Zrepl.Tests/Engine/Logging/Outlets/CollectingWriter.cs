using System.Collections.Concurrent;
using System.Threading.Channels;
using Serilog.Events;
using Zrepl.Engine.Logging.Outlets;

namespace Zrepl.Tests.Engine.Logging.Outlets;

/// <summary>A writer that keeps lines, and fails or stalls when told to.</summary>
internal sealed class CollectingWriter : ILogWriter
{
    private readonly ConcurrentQueue<string> _lines = [];
    private readonly Channel<bool> _written = Channel.CreateUnbounded<bool>();
    private volatile TaskCompletionSource? _stall;

    public string Target => "a test";

    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Not null: each write fails with it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Called when the next line arrives, before it is written; the outlet is done with all lines before it.</summary>
    public Action? Arriving { get; set; }

    public void Stall() => _stall = new TaskCompletionSource();

    public void GoOn()
    {
        var stall = _stall;
        _stall = null;
        stall!.SetResult();
    }

    /// <summary>Waits until a further line was written or has failed.</summary>
    public ValueTask<bool> WrittenAsync() => _written.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public async ValueTask WriteAsync(LogEvent entry, string line, CancellationToken cancellation)
    {
        try
        {
            Arriving?.Invoke();
            if (_stall is { } stall) await stall.Task.WaitAsync(cancellation);
            if (Failure is { } failure) throw failure;
            _lines.Enqueue(line);
        }
        finally { _written.Writer.TryWrite(true); }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
