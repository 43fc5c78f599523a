using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>A mapping with known keys.</summary>
internal abstract class SectionShape(string title)
{
    /// <summary>What the section is, for messages: <c>push job</c>.</summary>
    public string Title => title;

    public abstract IReadOnlyList<Key> Keys { get; }

    /// <summary>The section as JSON schema.</summary>
    /// <param name="type">What stands under <c>type</c> in it; null: it has no such key.</param>
    public JsonObject Schema(string? type = null)
    {
        var properties = new JsonObject();
        if (type is not null) properties["type"] = new JsonObject { ["const"] = type };
        foreach (var key in Keys) properties[key.Name] = key.Schema();
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        string[] required = [.. Keys.Where(key => key is { IsRequired: true, RequiredUnless: null }).Select(key => key.Name)];
        if (required.Length > 0) schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        return schema;
    }
}

/// <summary>A mapping with known keys that becomes a <typeparamref name="T"/>.</summary>
/// <param name="title">What the section is.</param>
/// <param name="keys">Its keys in the order of documentation.</param>
/// <param name="build">Makes the value of legal keys, or reports what is wrong with them together and gives null.</param>
internal sealed class SectionShape<T>(string title, IReadOnlyList<Key<T>> keys, Func<BoundKeys, T?> build) : Shape<T>
    where T : class
{
    private readonly Description _description = new(title, keys);

    /// <summary>True to ignore keys that begin with <c>x-</c>, which hold templates for anchors.</summary>
    public bool IgnoresTemplates { get; init; }

    public override string Title => title;

    public override string Example => "{}";

    public override FieldKind Kind => FieldKind.Section;

    public override IEnumerable<(string Suffix, SectionShape Section)> Sections => [("", _description)];

    public SectionShape AsSection => _description;

    public override JsonObject Schema()
    {
        var schema = _description.Schema();
        if (IgnoresTemplates) schema["patternProperties"] = new JsonObject { ["^x-"] = new JsonObject() };
        return schema;
    }

    public override bool TryBind(YamlNode node, Place place, [MaybeNullWhen(false)] out T value) => TryBind(node, place, null, out value);

    /// <summary>Binds a section in which one more key has been dealt with already.</summary>
    public bool TryBind(YamlNode node, Place place, string? typeKey, [MaybeNullWhen(false)] out T value)
    {
        value = null;
        if (node is not YamlMapping mapping)
        {
            place.WrongKind(node, title, $"its keys: {KeyList()}");
            return false;
        }

        var isLegal = AreKeysKnown(mapping, place, typeKey);
        var bound = new BoundKeys(mapping, place);
        foreach (var key in keys) isLegal &= key.Bind(mapping, place, bound);
        if (isLegal) value = build(bound);
        return value is not null;
    }

    public override YamlMapping Write(T value, bool showsSecrets) => YamlMapping.Of(WriteEntries(value, showsSecrets));

    public IEnumerable<(string Key, YamlNode Value)> WriteEntries(T value, bool showsSecrets)
    {
        foreach (var key in keys)
            if (key.Write(value, showsSecrets) is { } written) yield return (key.Name, written);
    }

    private bool AreKeysKnown(YamlMapping mapping, Place place, string? typeKey)
    {
        var unknown =
            mapping.Entries.Where(e => e.Key.Text != typeKey && !keys.Any(k => k.Name == e.Key.Text) && !IsTemplate(e.Key.Text)).ToList();
        foreach (var entry in unknown)
        {
            var name = entry.Key.Text;
            var near = NearMatch.Of(name, keys.Select(k => k.Name));
            var hint = ForeignKeys.HintFor(name) ?? (near is null ? $"known keys: {KeyList()}" : $"did you mean {near}?");
            place.Malformed(entry.Key, ProblemCodes.UnknownKey, $"field {name} not found in type {title}", hint);
        }

        foreach (var entry in mapping.Repeated)
            place.Malformed(entry.Key, ProblemCodes.RepeatedKey, $"field {entry.Key.Text} already set in type {title}");
        return unknown.Count == 0 && mapping.Repeated.IsEmpty;
    }

    private bool IsTemplate(string key) => IgnoresTemplates && key.StartsWith("x-", StringComparison.Ordinal);

    private string KeyList() => string.Join(", ", keys.Select(k => k.Name));

    private sealed class Description(string title, IReadOnlyList<Key> keys) : SectionShape(title)
    {
        public override IReadOnlyList<Key> Keys => keys;
    }
}
