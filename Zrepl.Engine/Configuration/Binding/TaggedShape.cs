using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>A section whose <c>type</c> says which keys it has. Source: spec config 2.2 rule 7.</summary>
/// <param name="title">What the section is.</param>
/// <param name="variants">The types.</param>
internal sealed class TaggedShape<T>(string title, ImmutableArray<Variant<T>> variants) : Shape<T>
    where T : class
{
    private const string TypeKey = "type";

    /// <summary>What to say about types that people bring along from elsewhere.</summary>
    public Func<string, string?> HintForType { get; init; } = _ => null;

    public override string Title => title;

    public override string Example => $"{{type: {variants[0].Type}}}";

    public override FieldKind Kind => FieldKind.Variants;

    public override IReadOnlyList<string> Choices { get; } = [.. variants.Where(v => !v.IsNeverLegal).Select(v => v.Type)];

    public override IEnumerable<(string Suffix, SectionShape Section)> Sections =>
        variants.Where(v => !v.IsNeverLegal).Select(v => ($"[{v.Type}]", v.Section));

    // A condition for each type: editors then complain of the wrong key and not of all the types it could have been.
    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [TypeKey] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. Choices.Select(word => JsonValue.Create(word))]) } },
        ["required"] = new JsonArray(TypeKey),
        ["allOf"] = new JsonArray([.. variants.Where(variant => !variant.IsNeverLegal).Select(variant => new JsonObject
        {
            ["if"] = new JsonObject { ["properties"] = new JsonObject { [TypeKey] = new JsonObject { ["const"] = variant.Type } }, ["required"] = new JsonArray(TypeKey) },
            ["then"] = variant.Section.Schema(variant.Type),
        })]),
    };

    public override bool TryBind(YamlNode node, Place place, [MaybeNullWhen(false)] out T value)
    {
        value = null;
        if (node is not YamlMapping mapping)
        {
            if (node.IsNull) place.Malformed(node, ProblemCodes.Type, "must specify type", AllTypes());
            else place.WrongKind(node, title, $"its keys, such as {Example}");
            return false;
        }

        var typeNode = mapping[TypeKey];
        if (typeNode is not YamlScalar { IsNull: false, Text.Length: > 0 } type)
        {
            if (typeNode is YamlScalar or null) place.Malformed(typeNode ?? node, ProblemCodes.Type, "must specify type", AllTypes());
            else place.Key(TypeKey).WrongKind(typeNode, "string", AllTypes());
            return false;
        }

        var variant = variants.FirstOrDefault(v => v.Type == type.Text);
        if (variant is { IsExtension: true }) place.Key(TypeKey).Extends(type, $"Go zrepl does not know the type {type.Text}");
        if (variant is not null) return variant.TryBind(mapping, place, TypeKey, out value);
        place.Key(TypeKey).Malformed(type, ProblemCodes.Type, $"invalid type name \"{type.Text}\"", HintForType(type.Text) ?? AllTypes());
        return false;
    }

    public override YamlNode Write(T value, bool showsSecrets)
    {
        var variant = variants.First(v => v.Holds(value));
        return YamlMapping.Of([(TypeKey, new YamlScalar(variant.Type, IsPlain: false)), .. variant.WriteEntries(value, showsSecrets)]);
    }

    private string AllTypes() => $"type is one of {string.Join(", ", Choices)}";
}

/// <summary>One type of a tagged section.</summary>
internal abstract class Variant<T>(string type)
    where T : class
{
    /// <summary>The word in <c>type</c>.</summary>
    public string Type => type;

    /// <summary>True if the type is only known here to be refused with a good reason.</summary>
    public bool IsNeverLegal { get; init; }

    /// <summary>True if Go zrepl does not know the type.</summary>
    public bool IsExtension { get; init; }

    public abstract SectionShape Section { get; }

    public abstract bool Holds(T value);

    public abstract bool TryBind(YamlMapping mapping, Place place, string typeKey, [MaybeNullWhen(false)] out T value);

    public abstract IEnumerable<(string Key, YamlNode Value)> WriteEntries(T value, bool showsSecrets);
}

/// <summary>One type of a tagged section, which becomes a <typeparamref name="TVariant"/>.</summary>
internal sealed class Variant<T, TVariant>(string type, SectionShape<TVariant> shape) : Variant<T>(type)
    where T : class
    where TVariant : class, T
{
    public override SectionShape Section => shape.AsSection;

    public override bool Holds(T value) => value is TVariant;

    public override bool TryBind(YamlMapping mapping, Place place, string typeKey, [MaybeNullWhen(false)] out T value)
    {
        var isLegal = shape.TryBind(mapping, place, typeKey, out var bound);
        value = bound;
        return isLegal;
    }

    public override IEnumerable<(string Key, YamlNode Value)> WriteEntries(T value, bool showsSecrets) =>
        shape.WriteEntries((TVariant)value, showsSecrets); // asked only of the variant that holds it
}
