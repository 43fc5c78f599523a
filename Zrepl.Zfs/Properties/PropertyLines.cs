using System.Collections.Immutable;

namespace Zrepl.Zfs.Properties;

/// <summary>
/// Reads the lines of <c>zfs get -Hp -o name,property,value,source</c>: four columns between single tabs. The value may be empty, and
/// the value of a user property may itself contain tabs (spec A4.3).
/// </summary>
internal static class PropertyLines
{
    /// <summary>Reads a whole output.</summary>
    public static PropertyTable Read(string output)
    {
        var rows = new Dictionary<string, ImmutableDictionary<string, PropertyValue>.Builder>(StringComparer.Ordinal);
        var unreadable = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        string? lastName = null;
        foreach (var line in output.Split('\n'))
        {
            if (line.Length == 0) continue;
            if (TryReadLine(line, out var name, out var property, out var value))
            {
                if (!rows.TryGetValue(name, out var properties))
                    rows[name] = properties = ImmutableDictionary.CreateBuilder<string, PropertyValue>(StringComparer.Ordinal);
                properties[property] = value;
                lastName = name;
            }
            else if (BrokenValueOf(line, lastName) is { } broken)
            {
                unreadable.Add(broken);
            }
        }

        return new(
            rows.ToImmutableDictionary(row => row.Key, row => row.Value.ToImmutable(), StringComparer.Ordinal), unreadable.ToImmutable());
    }

    private static bool TryReadLine(string line, out string name, out string property, out PropertyValue value)
    {
        (name, property, value) = ("", "", default);
        var columns = line.Split('\t');
        if (columns.Length < 4 || ReadSource(columns[^1]) is not { } source) return false;
        (name, property) = (columns[0], columns[1]);
        value = new(columns.Length == 4 ? columns[2] : string.Join('\t', columns[2..^1]), source);
        return true;
    }

    private static PropertySource? ReadSource(string text) => text switch
    {
        "-" => PropertySource.None,
        "local" => PropertySource.Local,
        "default" => PropertySource.Default,
        "received" => PropertySource.Received,
        "temporary" => PropertySource.Temporary,
        _ => text.StartsWith("inherited from ", StringComparison.Ordinal) ? PropertySource.Inherited : null,
    };

    // A value with a line end splits its row: the first part has a name of its own, the rest belongs to the row before.
    private static string? BrokenValueOf(string line, string? lastName)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        return tab > 0 && line.AsSpan().Count('\t') >= 2 ? line[..tab] : lastName;
    }
}
