using System.Buffers;

namespace Zrepl.Zfs.Names;

/// <summary>Name of a native or user property, such as <c>mountpoint</c> or <c>zrepl:placeholder</c> (spec A3.6).</summary>
public readonly record struct PropertyName : IComparable<PropertyName>
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:");

    private readonly string? _text;

    private PropertyName(string text) => _text = text;

    /// <summary>The name as ZFS writes it.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This PropertyName was never assigned.");

    /// <summary>True for properties made by users and programs; their names contain a colon.</summary>
    public bool IsUserProperty => Text.Contains(':', StringComparison.Ordinal);

    /// <summary>Checks a name.</summary>
    /// <returns>The first problem in words, or null.</returns>
    public static string? ProblemIn(string text)
    {
        if (text.Length == 0) return "property name cannot be empty";
        if (text.Length > 256) return "property name longer than 256 characters";
        if (text[0] == '-') return "property name cannot start with '-'";
        return text.AsSpan().ContainsAnyExcept(Allowed)
            ? "property name must only contain alphanumeric chars and any in \"-_.:\""
            : null;
    }

    /// <summary>Reads a name.</summary>
    /// <exception cref="InvalidNameException">The text breaks a rule.</exception>
    public static PropertyName Parse(string text) =>
        ProblemIn(text) is { } problem ? throw new InvalidNameException("property", text, problem) : new(text);

    /// <inheritdoc/>
    public int CompareTo(PropertyName other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
