using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Tracing.Chrome;

namespace Zrepl.Engine.Tracing.Runs;

/// <summary>
/// Records on request everything the daemon does for a while, requests of peers included, which belong to no run of ours. One recording at a
/// time, bounded in time and bytes. It lies beside the traces of runs.
/// </summary>
public sealed class EverythingRecorder : IHostedService, IAsyncDisposable
{
    /// <summary>The longest recording.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly RunTraceFiles _files;
    private readonly RunTraceOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<EverythingRecorder> _logger;
    private readonly Lock _gate = new();
    private Recording? _recording;

    /// <summary>Prepares; nothing is recorded until somebody asks.</summary>
    public EverythingRecorder(RunTraceFiles files, IOptions<RunTraceOptions> options, TimeProvider clock, ILogger<EverythingRecorder> logger)
    {
        _files = files;
        _options = options.Value;
        _clock = clock;
        _logger = logger;
    }

    /// <summary>The recording under way, or null.</summary>
    public RunTraceName? Current
    {
        get { lock (_gate) return _recording?.Name; }
    }

    /// <summary>Begins to record. If that is being done already, it goes on as it was asked for.</summary>
    /// <param name="length">How long; at most <see cref="Longest"/>.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours.</exception>
    public RunTraceName Start(TimeSpan length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        lock (_gate)
        {
            if (_recording is { } running) return running.Name;
            var name = new RunTraceName(_clock.GetUtcNow(), 0, RunTraceName.Everything);
            var file = _files.Create(name);
            var sink = new ChromeTraceSink(file, new ChromeTraceOptions { HostName = _options.HostName, WithDetails = true, QueuedEvents = _options.QueuedEvents }, _clock);
            var stop = new CancellationTokenSource();
            _recording = new Recording(name, stop);
            Tracer.Attach(sink);
            _recording.Run = Task.Run(() => RecordAsync(name, file, sink, length < Longest ? length : Longest, stop), CancellationToken.None);
            return name;
        }
    }

    /// <summary>Ends the recording under way and waits until it is written; nothing happens if there is none.</summary>
    public async Task StopAsync()
    {
        Recording? running;
        Task told;
        lock (_gate)
        {
            running = _recording;
            told = running?.Stop.CancelAsync() ?? Task.CompletedTask; // within: a recording that ends by itself takes its source with it
        }

        await told;
        if (running is not null) await running.Run;
    }

    /// <inheritdoc/>
    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    Task IHostedService.StopAsync(CancellationToken cancellationToken) => StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task RecordAsync(RunTraceName name, FileStream file, ChromeTraceSink sink, TimeSpan length, CancellationTokenSource stop)
    {
        try
        {
            var began = _clock.GetTimestamp();
            while (!stop.IsCancellationRequested && !sink.Completion.IsCompleted && _clock.GetElapsedTime(began) < length && file.Position < _options.BytesPerRun)
                await Task.Delay(BetweenLooks, _clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var failure = sink.Completion.Exception?.InnerException;
            await sink.DisposeAsync();
            if (failure is not null) _logger.EverythingNotRecorded(name.ToString(), failure);
        }
        finally
        {
            lock (_gate) _recording = null;
            stop.Dispose();
            Forget(name);
        }
    }

    private void Forget(RunTraceName name)
    {
        try { _files.Close(name); }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { _logger.EverythingNotRecorded(name.ToString(), failure); }
    }

    private sealed record Recording(RunTraceName Name, CancellationTokenSource Stop)
    {
        public Task Run { get; set; } = Task.CompletedTask;
    }
}
