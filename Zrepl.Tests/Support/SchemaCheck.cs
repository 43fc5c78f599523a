using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Zrepl.Tests.Support;

/// <summary>Holds JSON against a JSON schema, as far as our own one goes: types, members, words, bounds, conditions. A keyword that it does not know fails.</summary>
internal static class SchemaCheck
{
    private static readonly HashSet<string> Known =
    [
        "$schema", "title", "description", "default", "type", "properties", "patternProperties", "additionalProperties", "required", "enum", "const", "items", "minItems",
        "minimum", "maximum", "allOf", "if", "then",
    ];

    /// <summary>What is wrong, by path.</summary>
    public static IEnumerable<string> Problems(JsonObject schema, JsonNode? value, string path = "$")
    {
        Assert.Empty(schema.Select(keyword => keyword.Key).Except(Known));
        if (schema["type"] is { } type && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
            return [$"{path}: {TypeOf(value)} instead of {string.Join("|", Types(type))}"];
        return [.. OfValue(schema, value, path), .. OfObject(schema, value as JsonObject, path), .. OfArray(schema, value as JsonArray, path), .. Conditions(schema, value, path)];
    }

    private static IEnumerable<string> OfValue(JsonObject schema, JsonNode? value, string path)
    {
        if (schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value))) yield return $"{path}: {value?.ToJsonString()} is not among {words.ToJsonString()}";
        if (schema.ContainsKey("const") && !JsonNode.DeepEquals(schema["const"], value)) yield return $"{path}: {value?.ToJsonString()} instead of {schema["const"]?.ToJsonString()}";
        if (TypeOf(value) != "integer") yield break;
        var number = value!.GetValue<long>(); // an integer is a value
        if (schema["minimum"]?.GetValue<int>() is { } least && number < least) yield return $"{path}: {number} is less than {least}";
        if (schema["maximum"]?.GetValue<int>() is { } most && number > most) yield return $"{path}: {number} is more than {most}";
    }

    private static IEnumerable<string> OfObject(JsonObject schema, JsonObject? value, string path)
    {
        if (value is null) yield break;
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>()).Where(name => !value.ContainsKey(name))) yield return $"{path}: {name} is missing";
        foreach (var (name, member) in value)
        {
            var known = schema["properties"]?[name] as JsonObject ?? Pattern(schema, name) ?? schema["additionalProperties"] as JsonObject;
            if (known is not null) foreach (var problem in Problems(known, member, $"{path}.{name}")) yield return problem;
            else if (schema["additionalProperties"] is JsonValue allowed && !allowed.GetValue<bool>()) yield return $"{path}: {name} is not allowed";
        }
    }

    private static string[] OfArray(JsonObject schema, JsonArray? value, string path)
    {
        if (value is null) return [];
        string[] tooFew = schema["minItems"]?.GetValue<int>() > value.Count ? [$"{path}: too few items"] : [];
        return schema["items"] is JsonObject item ? [.. tooFew, .. value.Index().SelectMany(one => Problems(item, one.Item, $"{path}[{one.Index}]"))] : tooFew;
    }

    private static IEnumerable<string> Conditions(JsonObject schema, JsonNode? value, string path) =>
        (schema["allOf"] as JsonArray ?? []).OfType<JsonObject>()
        .Where(part => part["if"] is not JsonObject condition || !Problems(condition, value, path).Any())
        .SelectMany(part => Problems(part["then"]!.AsObject(), value, path)); // a condition has a consequence

    private static JsonObject? Pattern(JsonObject schema, string name) => (schema["patternProperties"] as JsonObject)?
        .FirstOrDefault(pattern => Regex.IsMatch(name, pattern.Key, RegexOptions.None, Regex.InfiniteMatchTimeout)).Value as JsonObject;

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? several.Select(one => one!.GetValue<string>()) : [type.GetValue<string>()];

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.Number => value.AsValue().TryGetValue<long>(out _) ? "integer" : "number",
            System.Text.Json.JsonValueKind.String => "string",
            _ => "boolean",
        },
    };
}
