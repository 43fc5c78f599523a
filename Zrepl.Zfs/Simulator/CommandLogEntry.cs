using System.Globalization;
using System.Text.Json;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Simulator;

/// <summary>One command that was started.</summary>
/// <param name="StartedAt">When, by the host's clock.</param>
/// <param name="Command">What.</param>
public sealed record CommandLogEntry(DateTimeOffset StartedAt, ZfsCommand Command)
{
    /// <summary>The line the wrapper script of upstream's tests writes for it (spec A1.16): <c>{"date":"2024-01-01T00:00:00","command":["list","-H"]}</c>.</summary>
    public string ToJson()
    {
        var date = StartedAt.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);
        var words = string.Join(",", Command.Arguments.Select(word => $"\"{JsonEncodedText.Encode(word)}\""));
        return $$"""{"date":"{{date}}","command":[{{words}}]}""";
    }
}
