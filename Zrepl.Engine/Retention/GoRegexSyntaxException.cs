namespace Zrepl.Engine.Retention;

/// <summary>A pattern breaks Go's syntax, or uses a part of it that we do not translate.</summary>
/// <param name="code">Go's words for the kind of mistake.</param>
/// <param name="fragment">The offending piece of the pattern.</param>
/// <param name="offset">Where the piece begins, from 0.</param>
internal sealed class GoRegexSyntaxException(string code, string fragment, int offset)
    : FormatException($"error parsing regexp: {code}: `{fragment}` (at character {offset + 1})");
