using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Logging.Outlets;
using Zrepl.Engine.Logging.Ring;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Logging;

/// <summary>
/// The way of a log entry: from <see cref="Microsoft.Extensions.Logging.ILogger"/> through Serilog, which adds what the flow knows (job, span,
/// facts), to the ring for the dashboard and to the outlets of the configuration. Nothing on this way waits for a disk, terminal or network.
/// </summary>
public sealed class LogPipeline : IAsyncDisposable
{
    private readonly OutletFactory _factory;
    private readonly TimeProvider _clock;
    private readonly Logger _serilog;
    private readonly LogEventLevel _ringLevel;
    private readonly TraceLog _traceLog;
    private ImmutableArray<LogOutlet> _outlets;

    internal LogPipeline(ImmutableArray<LogOutlet> outlets, OutletFactory factory, LogPipelineOptions options, TimeProvider clock)
    {
        _factory = factory;
        _clock = clock;
        _outlets = outlets;
        _ringLevel = Formats.LogLevels.Of(options.RingLevel);
        Ring = new LogRing(options.RingEntries);
        Factory = new CategoryLoggers(this);
        foreach (var (subsystem, level) in options.SubsystemLevels) Levels.Set(subsystem, level);
        foreach (var outlet in outlets) outlet.Troubled += ReportTrouble;
        _serilog = new LoggerConfiguration()
            .MinimumLevel.Verbose() // who wants what is decided here, per subsystem
            .Enrich.With(new FlowEnricher())
            .WriteTo.Sink(new Dispatch(this))
            .CreateLogger();
        _traceLog = new TraceLog(this);
        Tracer.Attach(_traceLog);
    }

    /// <summary>The last entries, for the dashboard.</summary>
    public LogRing Ring { get; }

    /// <summary>Levels of subsystems that differ from the outlets' own; may be set at any time.</summary>
    public SubsystemLevels Levels { get; } = new();

    /// <summary>How many entries there were, per job and level.</summary>
    public LogEntryCounts Counts { get; } = new();

    /// <summary>The Serilog logger at the heart of it, for code that has no other. It adds the facts of the flow.</summary>
    public Serilog.ILogger Serilog => _serilog;

    /// <summary>How the outlets do.</summary>
    public ImmutableArray<LogOutletStatus> Outlets => [.. _outlets.Select(outlet => outlet.Status)];

    /// <summary>Makes loggers for <see cref="Microsoft.Extensions.Logging"/>. Disposing it does nothing: the log outlives the container.</summary>
    public ILoggerFactory Factory { get; }

    /// <summary>Writes what waits, for two seconds at most, and closes the outlets.</summary>
    public async ValueTask DisposeAsync()
    {
        Tracer.Detach(_traceLog);
        await _serilog.DisposeAsync();
        await Task.WhenAll(ImmutableInterlocked.InterlockedExchange(ref _outlets, []).Select(outlet => outlet.DisposeAsync().AsTask()));
    }

    /// <summary>Takes new outlets after a reload of the configuration; the old ones write what waits and are closed.</summary>
    public Task ReplaceOutletsAsync(ValueList<LoggingOutletDefinition> outlets) => ReplaceOutletsAsync(_factory.Make(outlets));

    internal async Task ReplaceOutletsAsync(ImmutableArray<LogOutlet> outlets)
    {
        foreach (var outlet in outlets) outlet.Troubled += ReportTrouble;
        var old = ImmutableInterlocked.InterlockedExchange(ref _outlets, outlets);
        await Task.WhenAll(old.Select(outlet => outlet.DisposeAsync().AsTask()));
    }

    /// <summary>True if anybody would see an entry of this subsystem and level.</summary>
    internal bool Wants(string subsystem, LogEventLevel level)
    {
        if (Levels.Find(subsystem) is { } decided) return level >= decided;
        if (level >= _ringLevel) return true;
        foreach (var outlet in _outlets)
        {
            if (level >= outlet.Minimum) return true;
        }

        return false;
    }

    /// <summary>Counts an entry and, if anybody wants it, writes it. Never throws: a log line must not end a run.</summary>
    internal void Write<TState>(string subsystem, LogLevel level, TState state, Exception? failure, Func<TState, Exception?, string> formatter)
    {
        var severity = Formats.LogLevels.Of(level);
        Counts.Add(JobScope.Current, severity);
        if (!Wants(subsystem, severity)) return;
        LogEvent entry;
        try { entry = LogEvents.From(_clock.GetLocalNow(), severity, subsystem, state, failure, formatter); }
        catch (Exception mistake) { entry = LogEvents.Unreadable(_clock.GetLocalNow(), subsystem, mistake); } // of whoever made the text
        _serilog.Write(entry);
    }

    private void Emit(LogEvent entry)
    {
        var decided = Levels.Find(Formats.LogLine.Field(entry, LogFieldNames.Subsystem) ?? Subsystems.Meta);
        if (entry.Level >= (decided ?? _ringLevel)) Ring.Add(entry);
        foreach (var outlet in _outlets)
        {
            if (entry.Level >= (decided ?? outlet.Minimum)) outlet.Offer(entry);
        }
    }

    // To the first outlet that takes errors (spec E1), but not to the one in trouble.
    private void ReportTrouble(LogOutlet troubled, OutletTrouble trouble)
    {
        var entry = LogEvents.OutletError(_clock.GetLocalNow(), trouble);
        Counts.Add(null, entry.Level);
        Ring.Add(entry);
        _outlets.FirstOrDefault(outlet => outlet != troubled && entry.Level >= outlet.Minimum)?.Offer(entry);
    }

    private sealed class CategoryLoggers(LogPipeline pipeline) : ILoggerFactory
    {
        public Microsoft.Extensions.Logging.ILogger CreateLogger(string categoryName) => new CategoryLogger(pipeline, categoryName);

        public void AddProvider(ILoggerProvider provider) =>
            throw new NotSupportedException("Log entries leave through the outlets of the configuration; add an outlet instead of a logger provider.");

        public void Dispose() { }
    }

    private sealed class Dispatch(LogPipeline pipeline) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => pipeline.Emit(logEvent);
    }
}
