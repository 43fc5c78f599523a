using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Zrepl.Tests.Support;

/// <summary>Status documents, recorded and written, and how two of them are compared.</summary>
internal static partial class StatusFixtures
{
    private static readonly string[] Documents =
    [
        "go-zrepl/status-0-idle.json", "go-zrepl/status-1-running.json", "go-zrepl/status-2-done.json", "go-zrepl/status-3-incr.json",
        "status/push-job-status.json", "status/snap-job-status.json",
    ];

    public static JsonNode Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", file)))!;

    /// <summary>All values of members of a name, anywhere in the documents, that are objects.</summary>
    public static IEnumerable<JsonNode> AllNamed(params string[] names) => Documents.SelectMany(file => Below(Read(file), names));

    /// <summary>Equal as JSON values; a time counts as equal if it is the same to 100 ns, the resolution of .NET.</summary>
    public static void AssertSame(JsonNode? expected, JsonNode? actual) =>
        Assert.Equal(Canonical(expected).ToJsonString(), Canonical(actual).ToJsonString());

    private static IEnumerable<JsonNode> Below(JsonNode? node, string[] names) => node switch
    {
        JsonObject o => o.Where(member => names.Contains(member.Key)).Select(member => member.Value).OfType<JsonObject>()
            .Concat(o.SelectMany(member => Below(member.Value, names))),
        JsonArray a => a.SelectMany(item => Below(item, names)),
        _ => [],
    };

    private static JsonNode Canonical(JsonNode? node) => node switch
    {
        JsonObject o => new JsonObject(o.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)Canonical(m.Value)))),
        JsonArray a => new JsonArray([.. a.Select(Canonical)]),
        JsonValue v when v.TryGetValue(out string? text) => JsonValue.Create(ExcessDigits().Replace(text, "$1"))!,
        null => JsonValue.Create("null")!,
        _ => node.DeepClone(),
    };

    [GeneratedRegex(@"(?<=T\d\d:\d\d:\d\d)(?:(\.\d{0,6}[1-9])0*\d{0,2}|\.\d+)(?=Z|[+-])")]
    private static partial Regex ExcessDigits();
}
