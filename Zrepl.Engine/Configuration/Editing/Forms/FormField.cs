using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration.Editing.Forms;

/// <summary>A key as a form asks for it: the row of the table that also binds and documents it.</summary>
/// <param name="Name">The key; empty for an item of a list.</param>
/// <param name="Kind">How it is asked for.</param>
/// <param name="Doc">One sentence for the operator.</param>
/// <param name="IsRequired">True if its section needs it.</param>
/// <param name="Default">What holds without it, as YAML on one line; null if there is nothing to say.</param>
/// <param name="Example">A legal value as YAML on one line.</param>
public sealed record FormField(string Name, FieldKind Kind, string Doc, bool IsRequired, string? Default, string Example)
{
    /// <summary>What its value is: <c>duration</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>The words allowed, where only some are.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>The keys of a section; of a section with a type, those of each type.</summary>
    public ImmutableArray<FormSection> Sections { get; init; } = [];

    /// <summary>What each item of a list or each value of a map is.</summary>
    public FormField? Item { get; init; }

    /// <summary>True if Go zrepl does not know the key.</summary>
    public bool IsExtension { get; init; }

    /// <summary>The section that a type chooses; null for a type there is not.</summary>
    public FormSection? SectionOf(string? type) => Sections.FirstOrDefault(section => section.Type == type);
}

/// <summary>Keys that stand beside each other.</summary>
/// <param name="Type">The word in <c>type</c> that chooses them; empty where there is no choice.</param>
/// <param name="Title">What the section is: <c>push job</c>.</param>
/// <param name="Fields">Its keys in the order of documentation, without <c>type</c>.</param>
public sealed record FormSection(string Type, string Title, ImmutableArray<FormField> Fields)
{
    /// <summary>A key of it; null if it has none of that name.</summary>
    public FormField? this[string name] => Fields.FirstOrDefault(field => field.Name == name);
}
