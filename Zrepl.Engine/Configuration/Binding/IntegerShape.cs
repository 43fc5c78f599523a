using System.Globalization;
using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>A whole number.</summary>
/// <param name="goType">Its type upstream, for messages.</param>
/// <param name="min">Smallest number that the type holds.</param>
/// <param name="max">Largest.</param>
internal sealed class IntegerShape(string goType, int min, int max) : Shape<int>
{
    /// <summary>What else is wrong with a number; null: nothing.</summary>
    public Func<int, string?> ProblemIn { get; init; } = _ => null;

    public override string Title => "whole number";

    public override string Example => "10";

    public override FieldKind Kind => FieldKind.Number;

    public override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max };

    public override bool IsZero(YamlNode node) => node.IsNull
        || (node is YamlScalar scalar && YamlScalars.TryInteger(scalar, out var number) && number == 0);

    public override bool TryBind(YamlNode node, Place place, out int value)
    {
        value = 0;
        if (node is not YamlScalar scalar || !YamlScalars.TryInteger(scalar, out var number) || number < min || number > max)
        {
            place.WrongKind(node, goType, string.Create(CultureInfo.InvariantCulture, $"a whole number from {min} to {max}, without quotes"));
            return false;
        }

        value = (int)number;
        if (ProblemIn(value) is not { } problem) return true;
        place.Illegal(node, problem);
        return false;
    }

    public override YamlNode Write(int value, bool showsSecrets) => new YamlScalar(value.ToString(CultureInfo.InvariantCulture), IsPlain: true);
}
