namespace Zrepl.Zfs.Names;

/// <summary>Tag of a user hold, such as <c>zrepl_STEP_J_to_nas</c>. 1 to 255 bytes; may contain blanks; must not begin with a dot (spec A3.7).</summary>
public readonly record struct HoldTag
{
    private readonly string? _text;

    private HoldTag(string text) => _text = text;

    /// <summary>The tag as ZFS writes it.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This HoldTag was never assigned.");

    /// <summary>Longest tag in bytes; <c>ZREPL_ZFS_MAX_HOLD_TAG_LEN</c> may lower it for configuration checks.</summary>
    public const int MaxLength = 255;

    /// <summary>Reads a tag that we are about to use.</summary>
    /// <exception cref="InvalidNameException">Empty, too long, or something <c>zfs hold</c> refuses.</exception>
    public static HoldTag Parse(string text) =>
        ProblemIn(text) is { } problem ? throw new InvalidNameException("hold tag", text, problem) : new(text);

    /// <summary>Takes a tag as <c>zfs holds</c> printed it. Other programs may use tags that we would not.</summary>
    internal static HoldTag AsPrinted(string text) => new(text);

    private static string? ProblemIn(string text)
    {
        if (text.Length == 0) return "must not be empty";
        if (System.Text.Encoding.UTF8.GetByteCount(text) > MaxLength) return "must not be longer than 255 bytes";
        if (text[0] == '.') return "must not begin with '.'";
        if (text[0] == '-') return "must not begin with '-'";
        return text.AsSpan().ContainsAny('\t', '\n', '\0') ? "must not contain control characters" : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
