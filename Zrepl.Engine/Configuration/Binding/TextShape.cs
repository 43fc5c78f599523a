using System.Diagnostics.CodeAnalysis;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>Reads a text. True gives a value that is not null; false gives a problem that says what is wrong.</summary>
/// <remarks>The attributes that would tell the compiler cannot be put on lambdas, which most parsers are.</remarks>
internal delegate bool TextParser<T>(string text, out T? value, out string? problem);

/// <summary>Any scalar, taken as its raw text, in some grammar. Source: spec config 2.1.</summary>
/// <param name="title">For documentation.</param>
/// <param name="example">A legal text.</param>
/// <param name="parse">The grammar.</param>
/// <param name="format">Writes a value back.</param>
internal sealed class TextShape<T>(string title, string example, TextParser<T> parse, Func<T, string> format) : Shape<T>
    where T : notnull
{
    public override string Title => title;

    public override string Example => Quoting.IsPlainSafe(example) ? example : $"\"{example}\"";

    /// <summary>True if upstream reads a plain string here: then an empty one counts as zero.</summary>
    public bool EmptyIsZero { get; init; }

    /// <summary>True if the grammar belongs to the file's form, so that upstream names neither job nor key when it refuses the text.</summary>
    public bool IsForm { get; init; }

    /// <summary>Writes a value without its secrets; null if it has none.</summary>
    public Func<T, string>? Redact { get; init; }

    /// <summary>Code of the problem.</summary>
    public string Code { get; init; } = ProblemCodes.Illegal;

    public override bool IsZero(YamlNode node) => node.IsNull || (EmptyIsZero && node is YamlScalar { Text: "" });

    public override bool TryBind(YamlNode node, Place place, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not YamlScalar { IsNull: false } scalar)
        {
            place.WrongKind(node, "string", $"such as {Example}");
            return false;
        }

        if (parse(scalar.Text, out value, out var problem) && value is not null) return true;
        if (IsForm) place.Malformed(node, ProblemCodes.Grammar, problem!, $"such as {Example}"); // as the parser promises
        else place.Illegal(node, problem!, code: Code);
        return false;
    }

    public override YamlNode Write(T value, bool showsSecrets) =>
        new YamlScalar(showsSecrets || Redact is null ? format(value) : Redact(value), IsPlain: false);
}
