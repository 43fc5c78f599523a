using System.Text.Json.Nodes;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Printing;
using Zrepl.Engine.Configuration.Schema;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration;

/// <summary>All keys of <c>zrepl.yml</c>, as the binder knows them. Source: spec config 17.2.</summary>
public static class ConfigurationReference
{
    /// <summary>The keys, each section's together, in the order of documentation.</summary>
    public static ValueList<KeyDescription> Keys { get; } = [.. Describe("", RootSchema.Shape.AsSection)];

    /// <summary>The file as JSON schema, for editors. Source: spec config 17.2.</summary>
    public static JsonObject JsonSchema()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "zrepl.yml",
            ["description"] = "Configuration of zrepl. Grammars of values are not in this schema: zrepl configcheck looks at them.",
        };
        foreach (var (name, part) in RootSchema.Shape.Schema()) schema[name] = part?.DeepClone();

        return schema;
    }

    private static IEnumerable<KeyDescription> Describe(string path, SectionShape section)
    {
        foreach (var key in section.Keys)
        {
            var keyPath = path.Length == 0 ? key.Name : $"{path}.{key.Name}";
            var byDefault = key.WrittenDefault switch
            { null => null, YamlScalar scalar => YamlPrinter.Print(scalar).TrimEnd(), var written =>
                JsonPrinter.Print(written, isIndented: false) };
            yield return new(keyPath, section.Title, key.Name, key.Shape.Title, key.IsRequired, byDefault, key.IsExtension,
                [.. key.Shape.Choices], key.Example, key.Doc);
            foreach (var (suffix, inner) in key.Shape.Sections)
                foreach (var description in Describe(keyPath + suffix, inner)) yield return description;
        }
    }
}
