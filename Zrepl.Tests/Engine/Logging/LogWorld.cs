using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Logging;
using Zrepl.Engine.Logging.Formats;
using Zrepl.Engine.Logging.Outlets;
using Zrepl.Tests.Engine.Logging.Outlets;

namespace Zrepl.Tests.Engine.Logging;

/// <summary>A log with one outlet whose lines can be read.</summary>
internal sealed class LogWorld : IAsyncDisposable
{
    public LogWorld(LogLevel outletLevel = LogLevel.Debug, LogPipelineOptions? options = null)
    {
        var outlet = new LogOutlet("stdout", LogLevels.Of(outletLevel), new HumanFormat(LogLineParts.Level, FrozenSet<string>.Empty), Writer, Clock);
        Pipeline = ZreplLogging.Create([outlet], new OutletFactory(isTerminal: false, allowsColour: false, Clock), options ?? new LogPipelineOptions { RingLevel = LogLevel.Debug }, Clock);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 2, 16, 9, 0, 0, TimeSpan.Zero));

    public CollectingWriter Writer { get; } = new();

    public LogPipeline Pipeline { get; }

    public ILogger Logger(string category = "Zrepl.Engine.Jobs.PushJob") => Pipeline.Factory.CreateLogger(category);

    /// <summary>Ends the log and gives everything the outlet wrote.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync()
    {
        await Pipeline.DisposeAsync();
        return Writer.Lines;
    }

    public ValueTask DisposeAsync() => Pipeline.DisposeAsync();
}
