namespace Zrepl.Engine.Configuration;

/// <summary>A key of <c>zrepl.yml</c>: one row of the table from which documentation, schema and forms are made.</summary>
/// <param name="Path">Where it stands: <c>jobs[][push].connect[tcp].address</c>; <c>[]</c> is any item, <c>[push]</c> the section's type.</param>
/// <param name="Section">What its section is: <c>tcp connect</c>.</param>
/// <param name="Name">The key.</param>
/// <param name="Type">What its value is: <c>duration</c>.</param>
/// <param name="IsRequired">True if the section needs it.</param>
/// <param name="Default">The default as YAML; null if it is required, or if without it there is nothing.</param>
/// <param name="IsExtension">True if Go zrepl does not know it.</param>
/// <param name="Choices">The words allowed, where only some are.</param>
/// <param name="Example">A legal value as YAML on one line.</param>
/// <param name="Doc">One sentence for the operator.</param>
public sealed record KeyDescription(
    string Path, string Section, string Name, string Type, bool IsRequired, string? Default, bool IsExtension, ValueList<string> Choices,
        string Example, string Doc);
