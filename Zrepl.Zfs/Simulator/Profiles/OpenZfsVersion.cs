using System.Globalization;

namespace Zrepl.Zfs.Simulator;

/// <summary>
/// The OpenZFS release whose texts and rules a simulated host follows, such as <c>2.3.9</c>.
/// Known are 0.8, 2.1, 2.2, 2.3 and 2.4; within a series the patch number decides where a text changed (spec A16).
/// </summary>
public sealed record OpenZfsVersion(int Major, int Minor, int Patch) : IComparable<OpenZfsVersion>
{
    /// <summary>The oldest one with encryption and <c>zfs version</c>.</summary>
    public static OpenZfsVersion V08 { get; } = new(0, 8, 6);

    /// <summary>Last release of the 2.1 series.</summary>
    public static OpenZfsVersion V21 { get; } = new(2, 1, 16);

    /// <summary>A late release of the 2.2 series.</summary>
    public static OpenZfsVersion V22 { get; } = new(2, 2, 9);

    /// <summary>A late release of the 2.3 series.</summary>
    public static OpenZfsVersion V23 { get; } = new(2, 3, 9);

    /// <summary>A release of the 2.4 series.</summary>
    public static OpenZfsVersion V24 { get; } = new(2, 4, 4);

    /// <summary>The releases that get the most tests, oldest first.</summary>
    public static IReadOnlyList<OpenZfsVersion> FirstClass { get; } = [V21, V22, V23];

    /// <summary>Reads <c>MAJOR.MINOR.PATCH</c>.</summary>
    /// <exception cref="FormatException">Another shape, or a series that is not simulated.</exception>
    public static OpenZfsVersion Parse(string text)
    {
        var parts = text.Split('.');
        if (parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var patch)
            && (major, minor) is (0, 8) or (2, >= 1 and <= 4))
            return new(major, minor, patch);
        throw new FormatException($"'{text}' is not an OpenZFS version that can be simulated: 0.8.x and 2.1.x to 2.4.x are known.");
    }

    /// <inheritdoc/>
    public int CompareTo(OpenZfsVersion? other) =>
        other is null ? 1 : (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    internal bool IsAtLeast(int major, int minor, int patch = 0) => (Major, Minor, Patch).CompareTo((major, minor, patch)) >= 0;
}
