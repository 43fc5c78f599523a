using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Printing;
using Zrepl.Engine.Configuration.Schema;
using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Editing.Forms;

/// <summary>What a form asks for, for each type of job: every key that the binder knows, made from its own table.</summary>
public static class JobForms
{
    /// <summary>The types, in the order of documentation.</summary>
    public static ImmutableArray<FormSection> Types { get; } = SectionsOf(JobShape.Instance);

    /// <summary>The keys of a type of job; null if there is no such type.</summary>
    public static FormSection? Of(string? type) => Types.FirstOrDefault(section => section.Type == type);

    private static ImmutableArray<FormSection> SectionsOf(Shape shape) => shape.Kind is FieldKind.Section or FieldKind.Variants
        ? [.. shape.Sections.Select(inner => new FormSection(inner.Suffix.Trim('[', ']'), inner.Section.Title, [.. inner.Section.Keys.Select(Of)]))]
        : [];

    private static FormField Of(Key key) => new(key.Name, key.Shape.Kind, key.Doc, key.IsRequired && key.RequiredUnless is null, DefaultOf(key), key.Example)
    {
        Type = key.Shape.Title, Choices = [.. key.Shape.Choices], Sections = SectionsOf(key.Shape), IsExtension = key.IsExtension,
        Item = key.Shape.Item is { } item ? ItemOf(item) : null,
    };

    private static FormField ItemOf(Shape shape) => new("", shape.Kind, "", IsRequired: true, null, shape.Example)
    {
        Type = shape.Title, Choices = [.. shape.Choices], Sections = SectionsOf(shape), Item = shape.Item is { } item ? ItemOf(item) : null,
    };

    // That nothing is there needs no word.
    private static string? DefaultOf(Key key) => key.WrittenDefault switch
    {
        YamlScalar { Text.Length: > 0 } scalar => YamlPrinter.Print(scalar).TrimEnd(),
        _ => null,
    };
}
