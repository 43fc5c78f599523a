using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Engine.Filters;

/// <summary>A filter in one argument of the command line: <c>tank&lt;:ok,tank/tmp&lt;:!</c>. Source: spec config 8.</summary>
public static class CommandLineFilter
{
    /// <summary>Reads the list; <paramref name="problem"/> names the first entry that is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FilesystemFilter? filter, [NotNullWhen(false)] out string? problem)
    {
        filter = null;
        problem = null;
        var rules = new Dictionary<string, FilterRule>(StringComparer.Ordinal);
        foreach (var entry in text.Split(','))
        {
            if (!TryParseEntry(entry, out var rule, out problem)) return false;
            if (!rules.TryAdd(rule.Pattern, rule))
            {
                problem = $"pattern '{rule.Pattern}' is given twice";
                return false;
            }
        }

        filter = FilesystemFilter.Of(rules.Values);
        return true;
    }

    /// <summary>Writes a filter so that <see cref="TryParse"/> reads it back.</summary>
    public static string Format(FilesystemFilter filter) =>
        string.Join(',', filter.Rules.Select(r => $"{r.Pattern}:{(r.Includes ? "ok" : "!")}"));

    private static bool TryParseEntry(string entry, [NotNullWhen(true)] out FilterRule? rule, [NotNullWhen(false)] out string? problem)
    {
        rule = null;
        var colon = entry.LastIndexOf(':'); // dataset names may contain colons
        if (colon < 0)
        {
            problem = $"'{entry}' must be PATTERN:ok or PATTERN:!";
            return false;
        }

        var result = entry[(colon + 1)..];
        if (result == "!" || string.Equals(result, "ok", StringComparison.OrdinalIgnoreCase))
            return FilterRule.TryParse(entry[..colon], result != "!", out rule, out problem);
        problem = $"'{result}' is not a valid filter result, must be 'ok' or '!'";
        return false;
    }
}
