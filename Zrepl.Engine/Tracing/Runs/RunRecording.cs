using Zrepl.Engine.Tracing.Chrome;

namespace Zrepl.Engine.Tracing.Runs;

/// <summary>A run whose trace is being written.</summary>
internal sealed class RunRecording : IAsyncDisposable
{
    private readonly FileStream _file;
    private readonly ChromeTraceWriter _writer;
    private readonly long _limit;
    private bool _isFull;

    /// <summary>Begins with the task the run is in, as if that had begun with the run: a job's task is as old as the daemon.</summary>
    public RunRecording(RunTraceName name, FileStream file, RunTraceOptions options, in TraceEvent root)
    {
        Name = name;
        _file = file;
        _limit = options.BytesPerRun;
        _writer = new ChromeTraceWriter(file, options.HostName, withDetails: true);
        _writer.BeginLane(root.Node.Task, root.At);
        _writer.Begin(root);
    }

    public RunTraceName Name { get; }

    /// <summary>Of what a client was served: when the last of it ended. Its root goes on a little, to see whether more comes. Null for a run.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>True once the run has ended; tasks it started may go on.</summary>
    public bool HasRootEnded { get; private set; }

    /// <summary>True once the run and every task it started have ended.</summary>
    public bool IsOver => HasRootEnded && _writer.IsBalanced;

    /// <summary>True when enough is gathered for a write.</summary>
    public bool WantsFlush => _writer.Waiting >= ChromeTraceWriter.FlushAt;

    public void Begin(in TraceEvent begun)
    {
        if (_isFull) return;
        _writer.Begin(begun);
        if (_writer.Length < _limit) return;
        _isFull = true; // ends are still written: they are as many as what is open
        _writer.Gap($"recording stopped after {_limit} bytes", begun.At);
    }

    public void End(in TraceEvent ended)
    {
        _writer.End(ended);
        if (ended.Node is { IsRunRoot: false, Run.Client: not null }) EndedAt = ended.At;
        if (ended.Node is not { IsRunRoot: true } root) return;
        HasRootEnded = true;
        _writer.EndLane(root.Task, ended.At);
    }

    public void Gap(long dropped, DateTimeOffset now) => _writer.Gap($"dropped {dropped}", now);

    public ValueTask FlushAsync(CancellationToken cancellation) => _writer.FlushAsync(cancellation);

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
