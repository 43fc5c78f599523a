using System.Threading.Channels;
using Serilog.Events;
using Serilog.Formatting;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>
/// One outlet of the configuration: a level, a format, a bounded queue and a writer. Offering an entry never waits; when the queue is full
/// or the writer fails, entries are lost, counted and reported (upstream lets one slow outlet block the whole daemon).
/// </summary>
internal sealed class LogOutlet : IAsyncDisposable
{
    private const int QueuedEntries = 8192; // a burst of planning a few thousand filesystems; about 8 MiB when full
    private static readonly TimeSpan WriteDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(10);
    private readonly string _type;
    private readonly ITextFormatter _format;
    private readonly ILogWriter _writer;
    private readonly TimeProvider _clock;
    private readonly Channel<LogEvent> _queue;
    private readonly CancellationTokenSource _giveUp = new();
    private readonly Task _pump;
    private readonly Lock _reporting = new();
    private long _lost;
    private long _reportedLost;
    private long? _lastReport;
    private long _writingSince; // a timestamp; 0: nothing is being written
    private volatile string? _lastFailure;

    public LogOutlet(string type, LogEventLevel minimum, ITextFormatter format, ILogWriter writer, TimeProvider clock, int queuedEntries = QueuedEntries)
    {
        _type = type;
        Minimum = minimum;
        _format = format;
        _writer = writer;
        _clock = clock;
        _queue = Channel.CreateBounded<LogEvent>(new BoundedChannelOptions(queuedEntries) { SingleReader = true }); // TryWrite says no when full
        _pump = Task.Run(PumpAsync);
    }

    /// <summary>Hears that entries are lost: at the first loss, then every ten seconds at most.</summary>
    public event Action<LogOutlet, OutletTrouble>? Troubled;

    /// <summary>Lowest level it takes.</summary>
    public LogEventLevel Minimum { get; }

    public LogOutletStatus Status => new(_type, _writer.Target, Interlocked.Read(ref _lost), Stuck() ?? _lastFailure);

    /// <summary>Takes an entry or loses it, at once.</summary>
    public void Offer(LogEvent entry)
    {
        if (_queue.Writer.TryWrite(entry)) return;
        Interlocked.Increment(ref _lost);
        ReportLosses(); // who writes may stand in a system call that no deadline ends, such as a write to a pipe that nobody empties
    }

    /// <summary>Writes what waits, for two seconds at most, and closes the writer.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (await LastCall.WaitForAsync(_pump, _giveUp, _clock)) await _writer.DisposeAsync();
        else LastCall.AfterEnd(_pump, _writer.DisposeAsync);
    }

    private async Task PumpAsync()
    {
        try
        {
            await foreach (var entry in _queue.Reader.ReadAllAsync(_giveUp.Token))
            {
                await WriteAsync(entry);
                ReportLosses();
            }
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            // The daemon ends, and the outlet did not take the rest in time.
        }
    }

    private async Task WriteAsync(LogEvent entry)
    {
        Interlocked.Exchange(ref _writingSince, Math.Max(1, _clock.GetTimestamp()));
        try
        {
            using var line = new StringWriter();
            _format.Format(entry, line);
            using var deadline = new CancellationTokenSource(WriteDeadline, _clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _giveUp.Token);
            await _writer.WriteAsync(entry, line.ToString(), either.Token);
            _lastFailure = null;
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested) { throw; }
        catch (Exception failure) // whatever the platform throws: this entry is lost, the next one is tried
        {
            Interlocked.Exchange(ref _writingSince, 0); // before the loss can be seen: it is over, not going on
            _lastFailure = failure is OperationCanceledException ? $"not written within {WriteDeadline.TotalSeconds:0} s" : failure.Message;
            Interlocked.Increment(ref _lost);
        }
        finally { Interlocked.Exchange(ref _writingSince, 0); }
    }

    private void ReportLosses()
    {
        long since;
        lock (_reporting)
        {
            var lost = Interlocked.Read(ref _lost);
            if (lost == _reportedLost || (_lastReport is { } last && _clock.GetElapsedTime(last) < ReportInterval)) return;
            _lastReport = _clock.GetTimestamp();
            since = lost - _reportedLost;
            _reportedLost = lost;
        }

        // Outside of the lock: it may be told to an outlet that has trouble itself, and tells that here.
        Troubled?.Invoke(this, new OutletTrouble(_type, Stuck() ?? _lastFailure ?? "connection broken or not fast enough", since));
    }

    private string? Stuck() => Interlocked.Read(ref _writingSince) is > 0 and var since && _clock.GetElapsedTime(since) is var time && time >= WriteDeadline
        ? $"{_writer.Target} has taken nothing for {time.TotalSeconds:0} s"
        : null;
}
