using System.Text.Json;

namespace Zrepl.Tests.Web.Story;

/// <summary>
/// Reads a trace as strictly as a viewer could: an array of events that may lack its end, with members of the right types, spans that nest on their lane, and flows
/// whose ends match. Every departure fails. Source: spec F2.
/// </summary>
internal static class StrictChromeTrace
{
    /// <param name="text">The file.</param>
    /// <param name="mayBreakOff">True: the writer was killed, so the last event may be cut and spans may be open.</param>
    /// <returns>Names of all spans and tasks that began.</returns>
    public static IReadOnlyList<string> Read(string text, bool mayBreakOff)
    {
        Assert.StartsWith("[\n", text, StringComparison.Ordinal);
        var pieces = text[2..].Split("\n,");
        var whole = pieces[^1].Trim() is "" or "]" || mayBreakOff ? pieces[..^1] : pieces;
        var (names, open, flows) = (new List<string>(), new Dictionary<string, Stack<string>>(StringComparer.Ordinal), new Dictionary<string, (long At, bool IsEnded)>(StringComparer.Ordinal));
        foreach (var piece in whole)
        {
            using var document = JsonDocument.Parse(piece.TrimEnd('\n', ']'));
            Take(document.RootElement, names, open, flows);
        }

        if (mayBreakOff) return names;
        Assert.All(open, lane => Assert.True(lane.Value.Count == 0, $"{lane.Key}: {string.Join(", ", lane.Value)} never end"));
        Assert.All(flows, flow => Assert.True(flow.Value.IsEnded, $"flow {flow.Key} has no end"));
        return names;
    }

    private static void Take(JsonElement item, List<string> names, Dictionary<string, Stack<string>> open, Dictionary<string, (long At, bool IsEnded)> flows)
    {
        var (name, phase, at, lane) = (Text(item, "name"), Text(item, "ph"), item.GetProperty("ts").GetInt64(), Text(item, "tid"));
        Assert.True(at > 0);
        Assert.StartsWith("\"", Text(item, "pid"), StringComparison.Ordinal); // Go quotes the name of the host twice
        Assert.Matches(@"^[^#]+#\d+$", lane);
        var stack = open.TryGetValue(lane, out var known) ? known : open[lane] = new();
        switch (phase)
        {
            case "B":
                names.Add(name);
                stack.Push(name);
                break;
            case "E":
                Assert.True(stack.Count > 0, $"{lane}: {name} ends without having begun");
                Assert.Equal(stack.Pop(), name);
                break;
            case "s":
                Assert.Equal("task", Text(item, "cat"));
                flows.Add(Text(item, "id"), (at, false));
                break;
            case "f":
                Assert.Equal("task", Text(item, "cat"));
                Assert.Equal((at, false), flows[Text(item, "id")]);
                flows[Text(item, "id")] = (at, true);
                break;
            default:
                Assert.Contains(phase, (string[])["i", "M"]); // a gap; names for viewers
                break;
        }
    }

    private static string Text(JsonElement item, string member) => item.GetProperty(member).GetString() ?? throw new FormatException($"{member} is null");
}
