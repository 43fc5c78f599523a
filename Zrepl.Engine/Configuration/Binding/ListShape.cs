using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>A list of equal shapes.</summary>
/// <param name="item">Shape of each item.</param>
internal sealed class ListShape<T>(Shape<T> item) : Shape<ValueList<T>>
{
    /// <summary>Upstream's words for what is built of an item: <c>cannot build rule #{0}</c>.</summary>
    public string ItemWords { get; init; } = "";

    /// <summary>Number of the first item in <see cref="ItemWords"/>.</summary>
    public int FirstNumber { get; init; }

    /// <summary>True if a single item may stand in place of a list; Go zrepl does not take that.</summary>
    public bool TakesSingle { get; init; }

    public override string Title => $"list of {item.Title}";

    public override string Example => $"[{item.Example}]";

    public override FieldKind Kind => FieldKind.List;

    public override Shape Item => item;

    public override IReadOnlyList<string> Choices => item.Choices;

    public override IEnumerable<(string Suffix, SectionShape Section)> Sections => item.Sections.Select(s => ("[]" + s.Suffix, s.Section));

    public override JsonObject Schema() => new() { ["type"] = TakesSingle ? new JsonArray("array", "string") : "array", ["items"] = item.Schema() };

    public override bool IsZero(YamlNode node) => node is YamlSequence { Items.IsEmpty: true } || node.IsNull;

    public override bool TryBind(YamlNode node, Place place, [MaybeNullWhen(false)] out ValueList<T> value)
    {
        value = null;
        if (node is not YamlSequence list)
        {
            if (TakesSingle && node is YamlScalar) return TryBind(new YamlSequence([node], node.Span), place, out value);
            place.WrongKind(node, $"a list of {item.Title}", $"such as {Example}");
            return false;
        }

        var values = ImmutableArray.CreateBuilder<T>(list.Items.Length);
        foreach (var (index, itemNode) in list.Items.Index())
        {
            var at = place.Index(index)
                .Within(ItemWords.Replace("{0}", (index + FirstNumber).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
            place.Session.Sources.Add(place.File, at.Path.Text, null, itemNode.Span);
            if (item.TryBind(itemNode, at, out var one)) values.Add(one);
        }

        if (values.Count == list.Items.Length) value = new(values.ToImmutable());
        return value is not null;
    }

    public override YamlNode Write(ValueList<T> value, bool showsSecrets) =>
        new YamlSequence([.. value.Select(v => item.Write(v, showsSecrets)).OfType<YamlNode>()]);
}
