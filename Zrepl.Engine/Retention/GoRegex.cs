using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Retention;

/// <summary>
/// A regular expression in Go's dialect, searched anywhere in a snapshot's name. Matching takes time linear in the name, as it does
/// in Go. Source: spec replication 3.8.
/// </summary>
public sealed class GoRegex : IEquatable<GoRegex>
{
    // Only patterns too large for the linear engine need it; names have at most 255 characters.
    private static readonly TimeSpan BacktrackingTimeout = TimeSpan.FromSeconds(1);

    private readonly Regex _regex;

    internal GoRegex(string pattern, Regex regex) => (Pattern, _regex) = (pattern, regex);

    /// <summary>The pattern as the operator wrote it.</summary>
    public string Pattern { get; }

    /// <summary>
    /// A text with which every matching name begins, as far as the pattern shows it plainly: <c>auto_</c> of <c>^auto_.*</c>. Empty if it does not.
    /// </summary>
    public string PlainPrefix
    {
        get
        {
            if (!Pattern.StartsWith('^') || Pattern.Contains('|', StringComparison.Ordinal)) return "";
            var length = Pattern.AsSpan(1).IndexOfAnyExcept(GoRegexTranslator.PlainCharacters);
            var end = length < 0 ? Pattern.Length : 1 + length;
            return end < Pattern.Length && Pattern[end] is '*' or '?' or '{' ? Pattern[1..Math.Max(end - 1, 1)] : Pattern[1..end];
        }
    }

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The pattern is not legal in Go, or not translatable; the message begins as Go's does and tells the
    /// position.</exception>
    public static GoRegex Parse(string pattern)
    {
        var translated = GoRegexTranslator.Translate(pattern);
        try
        {
            return new(pattern, new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        }
        catch (NotSupportedException) // the automaton would exceed the engine's limit
        {
            return new(pattern, new Regex(translated, RegexOptions.CultureInvariant, BacktrackingTimeout));
        }
    }

    /// <summary>Reads a pattern; <paramref name="problem"/> tells what is wrong with one that is not legal.</summary>
    public static bool TryParse(string pattern, [NotNullWhen(true)] out GoRegex? regex, [NotNullWhen(false)] out string? problem)
    {
        (regex, problem) = (null, null);
        try
        {
            regex = Parse(pattern);
        }
        catch (FormatException refusal)
        {
            problem = refusal.Message;
        }

        return regex is not null;
    }

    /// <summary>Searches a name.</summary>
    public RegexOutcome Search(string name)
    {
        try
        {
            return _regex.IsMatch(name) ? RegexOutcome.Matches : RegexOutcome.DoesNotMatch;
        }
        catch (RegexMatchTimeoutException)
        {
            return RegexOutcome.TimedOut;
        }
    }

    /// <inheritdoc/>
    public bool Equals(GoRegex? other) => other is not null && Pattern == other.Pattern;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GoRegex);

    /// <inheritdoc/>
    public override int GetHashCode() => Pattern.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Pattern;
}
