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
