using Microsoft.Extensions.Logging;

namespace Zrepl.Tests.Support.Jobs;

/// <summary>All loggers are one probe.</summary>
internal sealed class ProbeLoggers : ILoggerFactory
{
    public LogProbe<object> Log { get; } = new();

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => Log;

    public void Dispose() { }
}
