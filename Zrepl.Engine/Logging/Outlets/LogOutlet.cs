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
    private long _lost;
    private long _reportedLost;
    private long? _lastReport;
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

    public LogOutletStatus Status => new(_type, _writer.Target, Interlocked.Read(ref _lost), _lastFailure);

    /// <summary>Takes an entry or loses it, at once.</summary>
    public void Offer(LogEvent entry)
    {
        if (!_queue.Writer.TryWrite(entry)) Interlocked.Increment(ref _lost);
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
            _lastFailure = failure is OperationCanceledException ? $"not written within {WriteDeadline.TotalSeconds:0} s" : failure.Message;
            Interlocked.Increment(ref _lost);
        }
    }

    private void ReportLosses()
    {
        var lost = Interlocked.Read(ref _lost);
        if (lost == _reportedLost || (_lastReport is { } last && _clock.GetElapsedTime(last) < ReportInterval)) return;
        _lastReport = _clock.GetTimestamp();
        Troubled?.Invoke(this, new OutletTrouble(_type, _lastFailure ?? "connection broken or not fast enough", lost - _reportedLost));
        _reportedLost = lost;
    }
}
