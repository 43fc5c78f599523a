namespace Zrepl.Web.Live;

/// <summary>Texts of the engine as sentences: errors and advice end without a full stop there, because others may follow.</summary>
internal static class SentenceText
{
    /// <summary>The text with a full stop, unless it ends as a sentence does.</summary>
    public static string Of(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0) return "";
        return trimmed[^1] is '.' or '!' or '?' or '…' ? trimmed : trimmed + ".";
    }

    /// <summary>The same, and it begins as a sentence does.</summary>
    public static string Whole(string text)
    {
        var sentence = Of(text);
        return sentence.Length == 0 ? "" : char.ToUpperInvariant(sentence[0]) + sentence[1..];
    }
}
