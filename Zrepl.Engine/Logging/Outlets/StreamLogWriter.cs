using System.Text;
using Serilog.Events;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>Writes lines to a stream that is simply there: standard output or standard error.</summary>
internal sealed class StreamLogWriter(string target, Stream output) : ILogWriter
{
    public string Target => target;

    public async ValueTask WriteAsync(LogEvent entry, string line, CancellationToken cancellation)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(line + '\n'), cancellation);
        await output.FlushAsync(cancellation);
    }

    public ValueTask DisposeAsync() => output.DisposeAsync();
}
