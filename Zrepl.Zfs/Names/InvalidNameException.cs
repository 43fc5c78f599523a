namespace Zrepl.Zfs.Names;

/// <summary>A text is not a legal ZFS name. The message names the text and the first rule it breaks.</summary>
public sealed class InvalidNameException(string kind, string text, string problem)
    : FormatException($"invalid {kind} \"{text}\": {problem}")
{
    /// <summary>The text as given.</summary>
    public string Text => text;

    /// <summary>The broken rule, as told by <see cref="NameRules"/>.</summary>
    public string Problem => problem;
}
