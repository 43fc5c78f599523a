using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Tracing.Chrome;

namespace Zrepl.Engine.Tracing.Runs;

/// <summary>
/// Records each run (<see cref="Tracer.StartRun"/>), and what each client asks for in one go (<see cref="Tracer.StartServing"/>), into a trace file of its own, keeps a bounded number of them, and lists and opens them.
/// </summary>
/// <remarks>
/// A run is never held up by the disk: events wait in a bounded queue, what does not fit is noted in the file as <c>dropped N</c>, and a
/// file that cannot be written ends its recording with a warning. A file is readable at any time, also after the process was killed; the
/// last twentieth of a second may be missing then.
/// </remarks>
public sealed class RunTraceFiles : ITraceSink, IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50); // a write for each event would cost more than the event

    private readonly RunTraceOptions _options;
    private readonly RunTraceFolder _folder;
    private readonly TimeProvider _clock;
    private readonly ILogger<RunTraceFiles> _logger;
    private readonly TraceEventQueue _queue;
    private readonly Dictionary<TracedRun, RunRecording> _recordings = new(ReferenceEqualityComparer.Instance); // the pump's own
    private readonly CancellationTokenSource _giveUp = new();
    private ImmutableHashSet<RunTraceName> _running = [];
    private Task? _pump;

    /// <summary>Prepares; nothing is recorded before <see cref="StartAsync"/>.</summary>
    public RunTraceFiles(IOptions<RunTraceOptions> options, TimeProvider clock, ILogger<RunTraceFiles> logger)
    {
        _options = options.Value;
        _folder = new RunTraceFolder(_options, clock);
        _clock = clock;
        _logger = logger;
        _queue = new TraceEventQueue(_options.QueuedEvents);
    }

    /// <summary>Events lost because the disk was too slow.</summary>
    public long Dropped => _queue.Dropped;

    /// <summary>The recorded runs, the newest first, those in progress included.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours.</exception>
    public ImmutableArray<RunTrace> List() => _folder.List(_running.Contains);

    /// <summary>Opens a recorded run for reading; null if it does not exist (any more).</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is not ours.</exception>
    public Stream? Open(RunTraceName name) => _folder.Open(name);

    /// <summary>True while events may still be added to a trace.</summary>
    public bool IsWritten(RunTraceName name) => _running.Contains(name);

    /// <inheritdoc/>
    public void OnBegin(in TraceEvent begun)
    {
        if (begun.Node.Run is not null) _queue.Add(isBegin: true, begun);
    }

    /// <inheritdoc/>
    public void OnEnd(in TraceEvent ended)
    {
        if (ended.Node.Run is not null) _queue.Add(isBegin: false, ended);
    }

    /// <summary>Begins to record, if a directory is configured.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Directory.Length == 0) return Task.CompletedTask;
        _pump = Task.Run(PumpAsync, CancellationToken.None);
        Tracer.Attach(this);
        return Task.CompletedTask;
    }

    /// <summary>Stops recording and writes what waits, for two seconds at most.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Tracer.Detach(this);
        _queue.Complete();
        if (Interlocked.Exchange(ref _pump, null) is not { } pump) return;
        using var hurry = cancellationToken.Register(_giveUp.Cancel);
        if (!await LastCall.WaitForAsync(pump, _giveUp, _clock)) _logger.RecordingGivenUp(_running.Count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    /// <summary>Creates the file of a recording that somebody else writes; it counts as being written until <see cref="Close"/>.</summary>
    /// <exception cref="IOException">The disk is full, read-only or gone, or no directory is configured.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours.</exception>
    internal FileStream Create(RunTraceName name)
    {
        if (_options.Directory.Length == 0) throw new IOException("no directory for traces is configured (Zrepl:Traces:Directory)");
        SetRunning(name, true); // before anybody sees the file
        try
        {
            return _folder.Create(name);
        }
        catch
        {
            SetRunning(name, false);
            throw;
        }
    }

    /// <summary>Says that a recording is written, and makes room.</summary>
    /// <exception cref="IOException">The folder cannot be read or an old file cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours.</exception>
    internal void Close(RunTraceName name)
    {
        SetRunning(name, false);
        _folder.DeleteOldest(name, _running.Contains);
    }

    private void SetRunning(RunTraceName name, bool isRunning) =>
        ImmutableInterlocked.Update(ref _running, static (all, change) => change.isRunning ? all.Add(change.name) : all.Remove(change.name), (name, isRunning));

    private async Task PumpAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_giveUp.Token))
            {
                if (_queue is { IsCompleting: false, IsFilling: false }) await Task.Delay(Gathering, _giveUp.Token);
                while (_queue.Reader.TryRead(out var next)) await WriteAsync(next);
                if (_queue.TakeDropped() is > 0 and var dropped)
                {
                    foreach (var recording in _recordings.Values) recording.Gap(dropped, _clock.GetUtcNow());
                }

                foreach (var (run, recording) in _recordings.ToArray()) await FlushAsync(run, recording);
            }
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            // StopAsync tells it.
        }
        catch (Exception mistake) // ours: recording ends, the jobs go on
        {
            Tracer.Detach(this);
            _logger.RecordingEnded(mistake);
        }

        foreach (var (run, recording) in _recordings.ToArray()) await CloseAsync(run, recording);
    }

    private async Task WriteAsync(QueuedTraceEvent next)
    {
        var (isBegin, happened) = next;
        var run = happened.Node.Run!; // others were not queued
        if (_recordings.TryGetValue(run, out var recording))
        {
            if (isBegin) recording.Begin(happened);
            else recording.End(happened);
            if (recording.WantsFlush) await FlushAsync(run, recording);
        }
        else if (isBegin && happened.Node.IsRunRoot) await OpenAsync(run, happened);
    }

    private async Task OpenAsync(TracedRun run, TraceEvent root)
    {
        // A task of the job's previous run that has still not ended would keep that file open for ever.
        foreach (var (older, lingering) in _recordings.Where(r => r.Key.Job == run.Job && r.Key.Client == run.Client && r.Value.HasRootEnded).ToArray()) await CloseAsync(older, lingering);

        var name = RunTraceName.Of(run);
        try
        {
            _recordings[run] = new RunRecording(name, Create(name), _options, root);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _logger.RecordingFailed(run.Job, run.Number, failure);
        }
    }

    private async Task FlushAsync(TracedRun run, RunRecording recording)
    {
        if (recording.IsOver)
        {
            await CloseAsync(run, recording);
            return;
        }

        try { await recording.FlushAsync(_giveUp.Token); }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _logger.RecordingFailed(run.Job, run.Number, failure);
            await CloseAsync(run, recording);
        }
    }

    private async Task CloseAsync(TracedRun run, RunRecording recording)
    {
        _recordings.Remove(run);
        try
        {
            try
            {
                await using (recording) await recording.FlushAsync(_giveUp.Token);
                if (recording.EndedAt is { } end) _folder.Mark(recording.Name, end);
            }
            finally
            {
                SetRunning(recording.Name, false); // once its end is on disk: who sees it as ended reads all of it
            }

            _folder.DeleteOldest(recording.Name, _running.Contains);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            _logger.RecordingFailed(run.Job, run.Number, failure);
        }
    }
}
