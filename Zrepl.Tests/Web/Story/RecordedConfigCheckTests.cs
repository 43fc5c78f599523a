using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Zrepl.Engine.Units;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Story;

/// <summary>
/// <c>configcheck --format json</c> of the recorded file says what Go zrepl said. Ours has the form of the file itself (docs/from-go-zrepl.md), the recording that of Go's structures: keys in
/// PascalCase, variants below <c>Ret</c>, durations in nanoseconds, and <c>{}</c> for types that print nothing.
/// </summary>
public sealed partial class RecordedConfigCheckTests
{
    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["RootFS"] = "root_fs", ["SockPath"] = "sockpath", ["SockDir"] = "sockdir", ["StdinServer"] = "stdinserver", ["ListenFreeBind"] = "listen_freebind",
    };

    [Fact]
    public async Task Every_value_that_Go_printed_is_in_ours()
    {
        var run = await CommandRun.OfAsync("configcheck", "--format", "json", "--config", Fixture("zrepl.yml"));
        Assert.Equal(0, run.ExitCode);
        var recorded = JsonNode.Parse(await File.ReadAllTextAsync(Fixture("configcheck.json"), TestContext.Current.CancellationToken))!; // the recording is JSON
        var compared = new List<string>();
        Assert.Equal([], Differences(recorded, JsonNode.Parse(run.Output), "", compared));
        Assert.InRange(compared.Count, 60, 200); // and not nothing at all
    }

    [Fact]
    public void A_value_that_differs_or_is_missing_is_found()
    {
        var recorded = JsonNode.Parse("""{"Jobs": [{"Ret": {"Type": "push", "Name": "a", "Connect": {"DialTimeout": 10000000000}}}]}""");
        Assert.Equal([], Differences(recorded, JsonNode.Parse("""{"jobs": [{"type": "push", "name": "a", "connect": {"dial_timeout": "10s"}}]}"""), "", []));
        Assert.Equal(["/Jobs/0/Name: a, ours b", "/Jobs/0/Connect/DialTimeout: 10000000000, ours 9s"],
            Differences(recorded, JsonNode.Parse("""{"jobs": [{"type": "push", "name": "b", "connect": {"dial_timeout": "9s"}}]}"""), "", []));
        Assert.Equal(["/Jobs: 1 of them, ours 0"], Differences(recorded, JsonNode.Parse("""{"jobs": []}"""), "", []));
    }

    private static IEnumerable<string> Differences(JsonNode? recorded, JsonNode? ours, string path, List<string> compared)
    {
        switch (recorded)
        {
            case JsonObject { Count: 0 } or JsonArray { Count: > 0 } and [JsonObject { Count: 0 }, ..]:
                return []; // printed nothing of itself
            case JsonObject { Count: 1 } variant when variant["Ret"] is { } inner:
                return Differences(inner, ours, path, compared);
            case JsonObject interval when interval["Manual"]?.GetValue<bool>() == true:
                return Leaf("manual", ours?.ToString(), path, compared);
            case JsonObject section:
                return section.SelectMany(entry => Differences(entry.Value, (ours as JsonObject)?[NameOf(entry.Key)], $"{path}/{entry.Key}", compared)).ToList();
            case JsonArray list:
                var found = ours as JsonArray ?? [];
                return found.Count == list.Count
                    ? list.SelectMany((item, index) => Differences(item, found[index], $"{path}/{index}", compared)).ToList()
                    : [$"{path}: {list.Count} of them, ours {found.Count}"];
            case null:
                return ours is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } ? [] : [$"{path}: nothing, ours {ours}"];
            case var duration when path.EndsWith("Timeout", StringComparison.Ordinal):
                var length = ours is not null && GoDuration.TryParse(ours.ToString(), out var parsed, out _) ? (long)(parsed.TotalMilliseconds * 1e6) : -1;
                return length == duration.GetValue<long>() ? Leaf("", "", path, compared) : [$"{path}: {duration}, ours {ours}"];
            default:
                return Leaf(recorded.ToString(), ours?.ToString() ?? "", path, compared); // a text that is not there is an empty one in Go
        }
    }

    private static List<string> Leaf(string recorded, string? ours, string path, List<string> compared)
    {
        compared.Add(path);
        return recorded == ours ? [] : [$"{path}: {recorded}, ours {ours}"];
    }

    // Keys of maps, such as addresses and datasets, are no names of Go.
    private static string NameOf(string key) => OtherNames.TryGetValue(key, out var other) ? other : key.All(char.IsAsciiLetter) ? Word().Replace(key, "_$0").TrimStart('_').ToLowerInvariant() : key;

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", name);

    [GeneratedRegex("[A-Z][a-z]+")]
    private static partial Regex Word();
}
