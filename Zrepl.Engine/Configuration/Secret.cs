namespace Zrepl.Engine.Configuration;

/// <summary>A text that must not be shown: it prints as stars, wherever it ends up.</summary>
/// <param name="value">The text.</param>
public readonly struct Secret(string value) : IEquatable<Secret>
{
    /// <summary>What is printed instead.</summary>
    public const string Redacted = "***";

    /// <summary>The text itself; only for whoever has to use it.</summary>
    public string Reveal() => value ?? "";

    /// <inheritdoc/>
    public bool Equals(Secret other) => Reveal() == other.Reveal();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Secret other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Reveal().GetHashCode(StringComparison.Ordinal);

    /// <summary>Equality of the texts.</summary>
    public static bool operator ==(Secret left, Secret right) => left.Equals(right);

    /// <summary>Difference of the texts.</summary>
    public static bool operator !=(Secret left, Secret right) => !left.Equals(right);

    /// <inheritdoc/>
    public override string ToString() => Redacted;
}
