using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>A mapping with keys that the operator chooses.</summary>
/// <param name="title">For documentation.</param>
/// <param name="example">A legal value.</param>
/// <param name="valueShape">Shape of the values.</param>
/// <param name="parse">Makes an entry of a key and a value.</param>
/// <param name="assemble">Makes the whole of its entries.</param>
/// <param name="split">Takes the whole apart again.</param>
internal sealed class MapShape<TValue, TEntry, TMap>(
    string title,
    string example,
    Shape<TValue> valueShape,
    MapShape<TValue, TEntry, TMap>.EntryParser parse,
    Func<ImmutableArray<TEntry>, TMap> assemble,
    Func<TMap, IEnumerable<(string Key, TValue Value)>> split) : Shape<TMap>
    where TMap : notnull
{
    /// <summary>Reads an entry; see <see cref="TextParser{T}"/>.</summary>
    public delegate bool EntryParser(string key, TValue value, out TEntry? entry, out string? problem);

    public override string Title => title;

    public override string Example => example;

    public override FieldKind Kind => FieldKind.Map;

    public override Shape Item => valueShape;

    public override JsonObject Schema() => new() { ["type"] = "object", ["additionalProperties"] = valueShape.Schema() };

    public override bool IsZero(YamlNode node) => node is YamlMapping { Entries.IsEmpty: true } || node.IsNull;

    public override bool TryBind(YamlNode node, Place place, [MaybeNullWhen(false)] out TMap value)
    {
        value = default;
        if (node is not YamlMapping mapping)
        {
            place.WrongKind(node, $"a {title}", $"such as {example}");
            return false;
        }

        foreach (var entry in mapping.Repeated)
            place.Entry(entry.Key.Text).Malformed(entry.Key, ProblemCodes.RepeatedKey, $"key \"{entry.Key.Text}\" already set in map");
        var entries = ImmutableArray.CreateBuilder<TEntry>(mapping.Entries.Length);
        foreach (var entry in mapping.Entries)
        {
            var at = place.Entry(entry.Key.Text);
            place.Session.Sources.Add(place.File, at.Path.Text, entry.Key.Span, entry.Value.Span);
            if (!valueShape.TryBind(entry.Value, at, out var one)) continue;
            if (parse(entry.Key.Text, one, out var parsed, out var problem) && parsed is not null) entries.Add(parsed);
            else at.Illegal(entry.Key, problem!); // as the parser promises
        }

        var isLegal = entries.Count == mapping.Entries.Length && mapping.Repeated.IsEmpty;
        if (isLegal) value = assemble(entries.ToImmutable());
        return isLegal;
    }

    public override YamlNode Write(TMap value, bool showsSecrets) => YamlMapping.Of(
        split(value).Select(e => (e.Key, valueShape.Write(e.Value, showsSecrets))).Where(e => e.Item2 is not null).Select(e => (e.Key, e.Item2!))); // filtered in the step before
}
