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
}
