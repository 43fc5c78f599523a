using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>A boolean in the spelling of YAML 1.1.</summary>
internal sealed class BooleanShape : Shape<bool>
{
    public static readonly BooleanShape Instance = new();

    public override string Title => "boolean";

    public override string Example => "true";

    public override FieldKind Kind => FieldKind.Switch;

    public override IReadOnlyList<string> Choices => ["true", "false"];

    public override JsonObject Schema() => new() { ["type"] = "boolean" };

    public override bool TryBind(YamlNode node, Place place, out bool value)
    {
        value = false;
        if (node is YamlScalar scalar && YamlScalars.TryBoolean(scalar, out value)) return true;
        place.WrongKind(node, "bool", "true or false, without quotes");
        return false;
    }

    public override YamlNode Write(bool value, bool showsSecrets) => new YamlScalar(value ? "true" : "false", IsPlain: true);
}
