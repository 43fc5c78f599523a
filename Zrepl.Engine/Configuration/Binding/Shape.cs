using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>What the value of a key looks like. The shapes of all keys are the one table that drives binding, printing and documentation.</summary>
internal abstract class Shape
{
    /// <summary>For documentation: <c>duration</c>, <c>list of strings</c>.</summary>
    public abstract string Title { get; }

    /// <summary>A legal value, as YAML on one line.</summary>
    public abstract string Example { get; }

    /// <summary>The words allowed, where only some are.</summary>
    public virtual IReadOnlyList<string> Choices => [];

    /// <summary>The sections inside, each with what distinguishes it in a path: <c>[]</c>, <c>[tcp]</c>, nothing.</summary>
    public virtual IEnumerable<(string Suffix, SectionShape Section)> Sections => [];

    /// <summary>How a form asks for it.</summary>
    public virtual FieldKind Kind => FieldKind.Text;

    /// <summary>What each item of a list and each value of a map looks like; null for anything else.</summary>
    public virtual Shape? Item => null;

    /// <summary>The shape as JSON schema, always with <c>type</c>; what no schema can say, such as a grammar, is left to the check. Made anew at each call.</summary>
    public virtual JsonObject Schema() => new() { ["type"] = new JsonArray("string", "number", "boolean") }; // the text is what counts

    /// <summary>True for a value that a required key must not have: empty, or 0.</summary>
    public virtual bool IsZero(YamlNode node) => node.IsNull;
}

/// <summary>A shape whose value is a <typeparamref name="T"/>.</summary>
internal abstract class Shape<T> : Shape
{
    /// <summary>Reads a value; if it is not legal, reports every reason at <paramref name="place"/>.</summary>
    public abstract bool TryBind(YamlNode node, Place place, [MaybeNullWhen(false)] out T value);

    /// <summary>Writes a value so that <see cref="TryBind"/> gives an equal one; null: the key is left out.</summary>
    /// <param name="value">The value.</param>
    /// <param name="showsSecrets">False: passwords are replaced by stars, and then the value read back differs in them.</param>
    public abstract YamlNode? Write(T value, bool showsSecrets);
}
