using System.Text.Json;

namespace Zrepl.Tests.Web.Story;

/// <summary>
/// What JSON is made of, without its values: which kinds of values stand where, which members an object has, what the items of a list are, all of them together.
/// Times that stand for none are a kind of their own, since clients take them for "never".
/// </summary>
internal sealed class JsonForm
{
    private readonly SortedSet<string> _kinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonForm> _members = new(StringComparer.Ordinal);
    private JsonForm? _items;

    public static JsonForm Of(JsonElement element)
    {
        var form = new JsonForm();
        form.Add(element);
        return form;
    }

    /// <summary>Where two forms differ. Items of a list that is empty on one side are not compared.</summary>
    /// <param name="path">Where these forms stand.</param>
    /// <param name="recorded">The form to keep to.</param>
    /// <param name="ours">Ours.</param>
    /// <param name="isOurs">Members that ours may have in addition, by path.</param>
    public static IEnumerable<string> Differences(string path, JsonForm recorded, JsonForm ours, Predicate<string> isOurs)
    {
        if (!recorded._kinds.SetEquals(ours._kinds)) yield return $"{path}: {string.Join("|", ours._kinds)} instead of {string.Join("|", recorded._kinds)}";
        foreach (var name in recorded._members.Keys.Except(ours._members.Keys)) yield return $"{path}.{name} is missing";
        foreach (var name in ours._members.Keys.Except(recorded._members.Keys).Where(name => recorded._kinds.Contains("object") && !isOurs($"{path}.{name}"))) yield return $"{path}.{name} is not recorded";
        foreach (var name in recorded._members.Keys.Intersect(ours._members.Keys))
            foreach (var difference in Differences($"{path}.{name}", recorded._members[name], ours._members[name], isOurs)) yield return difference;
        if (recorded._items is not { } items || ours._items is not { } own) yield break;
        foreach (var difference in Differences(path + "[]", items, own, isOurs)) yield return difference;
    }

    private void Add(JsonElement element)
    {
        _kinds.Add(KindOf(element));
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject()) Of(member.Name).Add(member.Value);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray()) (_items ??= new()).Add(item);
        }
    }

    private JsonForm Of(string member) => _members.TryGetValue(member, out var known) ? known : _members[member] = new();

    private static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "list",
        JsonValueKind.String => element.GetString() is { } text && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var time)
            ? time.Year == 1 ? "no time" : "time" : "text",
        JsonValueKind.Number => "number",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };
}
