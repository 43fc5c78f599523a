using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Logging;

/// <summary>The logger of one category, that is of one class or library.</summary>
internal sealed class CategoryLogger(LogPipeline pipeline, string category) : ILogger
{
    private readonly string _subsystem = Subsystems.Of(category);

    // Debug of our own is always taken, because entries are counted whether or not anybody sees them (metric zrepl_daemon_log_entries).
    private readonly LogLevel _minimum = Subsystems.IsOurs(category) ? LogLevel.Debug : LogLevel.Warning;

    /// <summary>Scopes are not used: what a flow knows is in <see cref="Tracing.LogFields"/>, and those of web requests are noise here.</summary>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= _minimum && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel) && !IsEndOfLibrary(exception)) pipeline.Write(_subsystem, logLevel, state, exception, formatter);
    }

    // The host calls its services failed when it ends them because it could not start. Why it could not is told by whoever started it.
    private bool IsEndOfLibrary(Exception? exception) => exception is OperationCanceledException && !Subsystems.IsOurs(category);
}
