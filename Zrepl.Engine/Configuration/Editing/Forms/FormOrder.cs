using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Forms;

/// <summary>A new job reads like the examples of the documentation, in whatever order its form was filled in.</summary>
internal static class FormOrder
{
    /// <summary>The job with its keys in the order of documentation: <c>name</c> and <c>type</c> first.</summary>
    public static YamlNode Of(YamlNode job) => job is YamlMapping mapping && JobForms.Of((mapping["type"] as YamlScalar)?.Text) is { } section
        ? Sorted(mapping, section, "name", "type")
        : job;

    private static YamlMapping Sorted(YamlMapping mapping, FormSection section, params string[] first)
    {
        var order = first.Concat(section.Fields.Select(field => field.Name)).ToList();
        var entries = mapping.Entries.OrderBy(entry => order.IndexOf(entry.Key.Text) is >= 0 and var place ? place : int.MaxValue)
            .Select(entry => entry with { Value = Sorted(entry.Value, section[entry.Key.Text]) });
        return mapping with { Entries = [.. entries] };
    }

    private static YamlNode Sorted(YamlNode node, FormField? field) => (node, field) switch
    {
        (YamlMapping mapping, { Kind: FieldKind.Section, Sections: [var section] }) => Sorted(mapping, section),
        (YamlMapping mapping, { Kind: FieldKind.Variants }) when field.SectionOf((mapping["type"] as YamlScalar)?.Text) is { } section => Sorted(mapping, section, "type"),
        (YamlSequence list, { Item: { } item }) => list with { Items = [.. list.Items.Select(one => Sorted(one, item))] },
        _ => node,
    };
}
