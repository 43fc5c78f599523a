using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serilog.Events;
using Zrepl.Engine.Logging.Formats;

namespace Zrepl.Tests.Engine.Logging.Formats;

/// <summary>The log of a real Go zrepl: taken apart and put together again it is the same, save for the order of fields, which is random there.</summary>
public sealed partial class RecordedLogTests
{
    [Fact]
    public async Task Lines_of_go_zrepl_come_out_as_they_were()
    {
        var format = new HumanFormat(LogLineParts.Time | LogLineParts.Level, FrozenSet<string>.Empty);
        var compared = 0;
        foreach (var line in await File.ReadAllLinesAsync("Fixtures/go-zrepl/daemon-log-human-format.txt", TestContext.Current.CancellationToken))
        {
            var parts = Line().Match(line);
            Assert.True(parts.Success, line);
            var fields = parts.Groups["field"].Captures.Select(c => c.Value.Trim().Split('=', 2)).ToList();
            if (!fields.Select(f => f[0]).SequenceEqual(fields.Select(f => f[0]).OrderBy(n => n == "err").ThenBy(n => n, StringComparer.Ordinal).Distinct())) continue;

            using var text = new StringWriter();
            format.Format(AnEntry.At(
                DateTimeOffset.Parse(parts.Groups["time"].Value, CultureInfo.InvariantCulture),
                LevelOf(parts.Groups["level"].Value),
                parts.Groups["message"].Value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal),
                [.. Prefix(parts), .. fields.Select(f => (f[0], (object?)Unquoted(f[1])))]), text);
            Assert.Equal(line, text.ToString());
            compared++;
        }

        Assert.InRange(compared, 120, 200);
    }

    private static IEnumerable<(string, object?)> Prefix(Match parts) =>
        new[] { "job", "subsystem", "span" }.Where(name => parts.Groups[name].Success).Select(name => (name, (object?)parts.Groups[name].Value));

    private static LogEventLevel LevelOf(string name) => name switch
    {
        "DEBG" => LogEventLevel.Debug,
        "INFO" => LogEventLevel.Information,
        "WARN" => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    private static string Unquoted(string quoted) => JsonSerializer.Deserialize<string>(quoted)!;

    [GeneratedRegex("""^(?<time>\S+) \[(?<level>\w+)\](\[(?<job>[^]]+)\]\[(?<subsystem>[^]]+)\]\[(?<span>[^]]+)\])?: (?<message>.*?)(?<field> \w+="(\\.|[^"\\])*")*$""")]
    private static partial Regex Line();
}
