using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Printing;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>A key of a section: one row of the table.</summary>
internal abstract class Key(string name, Shape shape, string doc)
{
    public string Name => name;

    public Shape Shape => shape;

    /// <summary>One sentence for the operator.</summary>
    public string Doc => doc;

    public bool IsRequired { get; init; }

    /// <summary>A key that can stand in for this required one.</summary>
    public string? RequiredUnless { get; init; }

    /// <summary>True if Go zrepl does not know the key.</summary>
    public bool IsExtension { get; init; }

    /// <summary>True if null is the usual way to ask for the default, so that nobody need be told.</summary>
    public bool NullIsUsual { get; init; }

    /// <summary>Upstream's words for what is built of the value.</summary>
    public string Words { get; init; } = "";

    /// <summary>A legal value, as YAML on one line.</summary>
    public string Example { get => field ?? shape.Example; init; }

    /// <summary>The default as it would stand in the file; null if there is none to write.</summary>
    public abstract YamlNode? WrittenDefault { get; }

    /// <summary>The key's value as JSON schema.</summary>
    public JsonObject Schema()
    {
        var schema = shape.Schema();
        schema["description"] = IsExtension ? $"{doc} Not in Go zrepl." : doc;
        if (WrittenDefault is { } written) schema["default"] = JsonNode.Parse(JsonPrinter.Print(written, isIndented: false));
        if (IsRequired && schema["type"] is JsonValue type && type.GetValue<string>() == "array") schema["minItems"] = 1;
        if (!IsRequired) AllowNull(schema); // which counts as not given
        return schema;
    }

    private static void AllowNull(JsonObject schema)
    {
        var types = schema["type"] is JsonArray several ? several.Select(type => type!.GetValue<string>()) : [schema["type"]!.GetValue<string>()]; // every shape has types
        schema["type"] = new JsonArray([.. types.Append("null").Select(type => JsonValue.Create(type))]);
        if (schema["enum"] is JsonArray words) words.Add(null);
    }

    /// <summary>Binds the key of a mapping.</summary>
    /// <returns>False if there is a problem, which was reported.</returns>
    public abstract bool Bind(YamlMapping mapping, Place section, BoundKeys bound);

    /// <summary>True if the key was given and is not null; else reports what that means for this key.</summary>
    protected bool IsGiven(YamlMapping mapping, Place section, out bool isProblem)
    {
        isProblem = false;
        var node = mapping[name];
        var isReplaced = RequiredUnless is not null && mapping[RequiredUnless] is { IsNull: false };
        if (node is null)
        {
            isProblem = IsRequired && !isReplaced;
            if (isProblem) section.Key(name).Malformed(mapping, ProblemCodes.MissingKey, $"field {name} is required but not given",
                $"such as {name}: {Example}");
            return false;
        }

        if (IsRequired && shape.IsZero(node))
        {
            isProblem = true;
            section.Key(name).Malformed(node, ProblemCodes.ZeroValue, $"field {name} is required but has zero value",
                $"such as {name}: {Example}");
            return false;
        }

        if (!node.IsNull) return true;
        if (!NullIsUsual && WrittenDefault is YamlScalar { Text: not ("" or "0" or "false") } written)
            section.Key(name).Warn(node, ProblemCodes.NullIsDefault, $"null counts as not given: {name} is {written.Text}");
        return false;
    }
}

/// <summary>A key of sections that become a <typeparamref name="TOwner"/>.</summary>
internal abstract class Key<TOwner>(string name, Shape shape, string doc) : Key(name, shape, doc)
{
    /// <summary>Writes the value that <paramref name="owner"/> has; null: leave the key out.</summary>
    public abstract YamlNode? Write(TOwner owner, bool showsSecrets);
}

/// <summary>A key whose value is a <typeparamref name="T"/>.</summary>
/// <param name="name">The key.</param>
/// <param name="shape">What its value looks like.</param>
/// <param name="read">Gets the value back out of what the section became.</param>
/// <param name="doc">One sentence for the operator.</param>
internal sealed class Key<TOwner, T>(string name, Shape<T> shape, Func<TOwner, T?> read, string doc) : Key<TOwner>(name, shape, doc)
{
    /// <summary>The value of a key that is not given.</summary>
    [AllowNull]
    public T Default { get; init; } = default!; // only asked for keys that are not required

    public override YamlNode? WrittenDefault => IsRequired || Default is null ? null : shape.Write(Default, showsSecrets: false);

    public override bool Bind(YamlMapping mapping, Place section, BoundKeys bound)
    {
        var entry = mapping.Entries.FirstOrDefault(e => e.Key.Text == Name);
        var place = section.Key(Name).Within(Words);
        if (entry is not null) section.Session.Sources.Add(section.File, place.Path.Text, entry.Key.Span, entry.Value.Span);
        if (IsExtension && entry is not null) place.Extends(entry.Key, $"Go zrepl does not know the key {Name}");
        if (!IsGiven(mapping, section, out var isProblem))
        {
            if (!isProblem) bound.Set(this, Default, mapping);
            return !isProblem;
        }

        if (!shape.TryBind(entry!.Value, place, out var value)) return false; // given, hence an entry
        bound.Set(this, value, entry.Value);
        return true;
    }

    public override YamlNode? Write(TOwner owner, bool showsSecrets)
    {
        var value = read(owner);
        if (value is null || (IsExtension && EqualityComparer<T>.Default.Equals(value, Default))) return null;
        return shape.Write(value, showsSecrets);
    }
}
