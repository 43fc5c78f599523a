using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>One of a few words.</summary>
/// <param name="words">The words and what they mean, in the order of documentation.</param>
/// <param name="refuse">Upstream's message for another word.</param>
internal sealed class ChoiceShape<T>(ImmutableArray<(string Word, T Value)> words, Func<string, string> refuse) : Shape<T>
    where T : struct
{
    /// <summary>True if upstream reads the word with the file's form.</summary>
    public bool IsForm { get; init; }

    public override string Title => "word";

    public override string Example => words[0].Word;

    public override FieldKind Kind => FieldKind.Choice;

    public override IReadOnlyList<string> Choices { get; } = [.. words.Select(w => w.Word)];

    public override JsonObject Schema() => new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.Select(word => JsonValue.Create(word.Word))]) };

    public override bool IsZero(YamlNode node) => node.IsNull || node is YamlScalar { Text: "" };

    public override bool TryBind(YamlNode node, Place place, out T value)
    {
        value = default;
        if (node is not YamlScalar scalar)
        {
            place.WrongKind(node, "string", AllWords());
            return false;
        }

        foreach (var (word, meaning) in words)
        {
            value = meaning;
            if (word == scalar.Text) return true;
        }

        if (IsForm) place.Malformed(node, ProblemCodes.Grammar, refuse(scalar.Text), AllWords());
        else place.Illegal(node, refuse(scalar.Text), AllWords());
        return false;
    }

    public override YamlNode Write(T value, bool showsSecrets) =>
        new YamlScalar(words.First(w => EqualityComparer<T>.Default.Equals(w.Value, value)).Word, IsPlain: false);

    private string AllWords() => $"one of {string.Join(", ", Choices)}";
}
