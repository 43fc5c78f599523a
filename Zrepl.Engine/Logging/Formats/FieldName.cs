using System.Collections.Concurrent;
using System.Text;

namespace Zrepl.Engine.Logging.Formats;

/// <summary>Names of fields in log lines: <c>totalTimeS</c> and <c>TotalTimeS</c> in code are <c>total_time_s</c> in the log.</summary>
internal static class FieldName
{
    private const int MostRemembered = 2000; // more than all our log methods have; libraries may make up names
    private static readonly ConcurrentDictionary<string, string> Remembered = new(StringComparer.Ordinal);

    public static string Of(string nameInCode)
    {
        if (Remembered.TryGetValue(nameInCode, out var known)) return known;
        var name = ToSnakeCase(nameInCode);
        if (Remembered.Count < MostRemembered) Remembered[nameInCode] = name;
        return name;
    }

    // A capital begins a word unless it continues an abbreviation: peerURL -> peer_url.
    private static string ToSnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var isWordStart = char.IsAsciiLetterUpper(name[i]) && i > 0 && name[i - 1] != '_'
                && (!char.IsAsciiLetterUpper(name[i - 1]) || (i + 1 < name.Length && char.IsAsciiLetterLower(name[i + 1])));
            if (isWordStart) text.Append('_');
            text.Append(char.IsAsciiLetterOrDigit(name[i]) ? char.ToLowerInvariant(name[i]) : '_'); // a blank or '=' would break the line
        }

        return text.ToString();
    }
}
