using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>One property named on a command line.</summary>
/// <param name="Name">As zfs prints it: the full name of a native property, a user property as given.</param>
/// <param name="Native">The native property, or null for a user property.</param>
internal sealed record PropertyColumn(string Name, PropertyDefinition? Native)
{
    private static readonly string[] Space =
        ["name", "avail", "used", "usedbysnapshots", "usedbydataset", "usedbyrefreservation", "usedbychildren"];

    private static readonly string[] UserSpacePrefixes =
        ["userused@", "groupused@", "projectused@", "userobjused@", "groupobjused@", "projectobjused@"];

    private bool IsUserSpace => UserSpacePrefixes.Any(prefix => Name.StartsWith(prefix, StringComparison.Ordinal));

    private bool IsWritten => Name.StartsWith("written@", StringComparison.Ordinal) || Name.StartsWith("written#", StringComparison.Ordinal);

    /// <summary>Head of the column.</summary>
    public string Header => Native?.Column ?? Name.ToUpperInvariant();

    public bool IsRightAligned => Native?.IsRightAligned ?? (IsWritten || IsUserSpace);

    /// <summary>Reads the list of <c>-o</c> or <c>zfs get</c>; null for <c>all</c>.</summary>
    public static List<PropertyColumn>? ParseList(CommandCall call, string list)
    {
        if (list == "all") return null;
        if (list.Length == 0) throw Bad(call, "no properties specified");
        return [.. list.Split(',').SelectMany(word => word == "space" ? Space : [word]).Select(word => Parse(call, word))];
    }

    private static IEnumerable<PropertyColumn> AllNative(OpenZfsVersion version) =>
        PropertyTable.All.Where(property => !property.IsHidden && property.Exists(version)).Select(property => new PropertyColumn(property.Name, property));

    /// <summary>What <c>all</c> means for these rows: the visible native properties, then the user properties somebody set.</summary>
    public static List<PropertyColumn> All(OpenZfsVersion version, IEnumerable<ZfsEntity> rows) =>
        [.. AllNative(version), .. rows.SelectMany(PropertyLookup.UserPropertyNames).Distinct(StringComparer.Ordinal).Select(name => new PropertyColumn(name, null))];

    /// <summary>The value with its source, or null if there is none.</summary>
    public PropertyValue? Read(ZfsEntity entity, PropertyReader reader) => Native is not null ? reader.Read(entity, Native)
        : IsWritten ? reader.ReadWrittenSince(entity, Name["written".Length..])
        : IsUserSpace ? reader.ReadUserSpace(entity, Name)
        : PropertyLookup.Find(entity, Name, isInheritable: true);

    private static PropertyColumn Parse(CommandCall call, string word)
    {
        if (PropertyTable.Find(word, call.Rules.Version) is { } native) return new(native.Name, native);
        var column = new PropertyColumn(word, null);
        return column.IsWritten || column.IsUserSpace || IsUserPropertyName(word) ? column : throw Bad(call, $"invalid property '{word}'");
    }

    /// <summary>A name with a colon, of small letters, digits and <c>_-.:</c> (<c>zfs_prop_user</c>).</summary>
    public static bool IsUserPropertyName(string name) =>
        name.Contains(':', StringComparison.Ordinal) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || "-._:".Contains(c));

    private static UsageException Bad(CommandCall call, string problem)
    {
        call.Fail("bad property list", problem);
        return new(null);
    }
}
