using System.Text.RegularExpressions;

namespace Zrepl.Engine.Endpoints.Failures;

/// <summary>The text of a failure in parts, for one line: its cause without what only says that a command failed, and the advice that zrepl put behind it.</summary>
/// <param name="Cause">Why, in one line.</param>
/// <param name="Advice">What to do, in a sentence; null if the text has none.</param>
/// <param name="HasMore">True if the text tells more than these two.</param>
public sealed partial record FailureSummary(string Cause, string? Advice, bool HasMore)
{
    private const string CommandOnly = "zfs failed and said nothing";

    /// <summary>Takes a text apart; also one of a peer, which has the same shape.</summary>
    public static FailureSummary Of(string text)
    {
        var bare = ThatACommandFailed().Replace(text, "");
        List<string> lines = [.. bare.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        var advice = lines.Count > 1 && IsAdvice(lines[^1]) ? lines[^1] : null;
        if (advice is not null) lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0) return new(text.Length == 0 ? "" : CommandOnly, advice, false);
        var isListed = lines.Count > 1 && lines[0].EndsWith(':'); // what follows is a list, for whoever looks at it in full
        return isListed ? new(lines[0].TrimEnd(':'), advice, true) : new(string.Join("; ", lines), advice, false);
    }

    // zfs says what it complains about in small letters, and without a full stop.
    private static bool IsAdvice(string line) => char.IsAsciiLetterUpper(line[0]) && line[^1] == '.';

    [GeneratedRegex(@"zfs exited with error: (?:exit status \d+|signal: [a-z ]+)\nstderr:\n", RegexOptions.CultureInvariant)]
    private static partial Regex ThatACommandFailed();
}
