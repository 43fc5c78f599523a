using Serilog.Events;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>Where the lines of an outlet go. Used by one pump, never by two threads at once.</summary>
internal interface ILogWriter : IAsyncDisposable
{
    /// <summary>Where, for people: a path, an address.</summary>
    string Target { get; }

    /// <summary>Writes a line, connecting first if necessary.</summary>
    /// <param name="entry">What the line tells, for writers that transmit time and level apart.</param>
    /// <param name="line">Without a newline at its end.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">It cannot be written now. Any other exception of the platform is taken the same way.</exception>
    ValueTask WriteAsync(LogEvent entry, string line, CancellationToken cancellation);
}
