using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Zrepl.Engine.Wire.Control.Hosting;

/// <summary>
/// Loggers for the server of control connections, which itself says nothing: a peer that closes its connection without a farewell, as each does at the end of a run, is an
/// error and a warning to it. What a request failed by is told by those who handle it.
/// </summary>
internal sealed class WithoutServerLoggers(ILoggerFactory loggers) : ILoggerFactory
{
    private const string Server = "Microsoft.AspNetCore.Server.Kestrel";

    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith(Server, StringComparison.Ordinal) ? NullLogger.Instance : loggers.CreateLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose() { } // the factory behind it is somebody else's
}
