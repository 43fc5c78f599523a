using Zrepl.Zfs.Names;
using Zrepl.Zfs.Properties;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// Datasets that zrepl made on the receiver only to have something to receive a child into. Marked by a user property whose value must
/// be local; inherited and received values do not count (spec A9).
/// </summary>
public static class Placeholder
{
    /// <summary><c>zrepl:placeholder</c>: <c>on</c>, <c>off</c>, or in zrepl 0.0 a hash of the path.</summary>
    public static PropertyName Property { get; } = PropertyName.Parse("zrepl:placeholder");

    /// <summary>
    /// <c>zrepl:placeholder_replacing</c>: guid, 16 hex digits, of the snapshot whose full stream is replacing the placeholder. Set together
    /// with <c>placeholder=off</c> before data can arrive, so that a crash between the two does not leave a dataset that nobody may
    /// overwrite (spec B9.6). The Go program ignores it.
    /// </summary>
    public static PropertyName ReplacingProperty { get; } = PropertyName.Parse("zrepl:placeholder_replacing");

    /// <summary>Properties to read for <see cref="IsPlaceholder(DatasetPath, PropertyValue?)"/>.</summary>
    public static string[] Properties { get; } = [Property.Text];

    /// <summary>What the local value says about the dataset.</summary>
    public static bool IsPlaceholder(DatasetPath dataset, PropertyValue? value) => value is { } read && IsPlaceholder(dataset, read.LocalValue);

    /// <summary>What the raw local value says; empty for none.</summary>
    public static bool IsPlaceholder(DatasetPath dataset, string localValue) =>
        localValue == "on" || (localValue.Length == LegacyPlaceholderHash.Length && localValue == LegacyPlaceholderHash.Of(dataset));
}
