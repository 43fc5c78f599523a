namespace Zrepl.Zfs.Names;

/// <summary>Full name of a bookmark, such as <c>tank/home#monday</c>. At most 255 ASCII bytes.</summary>
public readonly record struct BookmarkPath : IComparable<BookmarkPath>
{
    private readonly string? _text;

    private BookmarkPath(string text) => _text = text;

    /// <summary>The name as ZFS writes it.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This BookmarkPath was never assigned.");

    /// <summary>The part before the <c>#</c>.</summary>
    public DatasetPath Dataset => DatasetPath.Parse(Text[..Text.IndexOf('#', StringComparison.Ordinal)]);

    /// <summary>The part after the <c>#</c>.</summary>
    public string Name => Text[(Text.IndexOf('#', StringComparison.Ordinal) + 1)..];

    /// <summary>Reads a full bookmark name.</summary>
    /// <exception cref="InvalidNameException">The text breaks a rule of <see cref="NameRules"/>.</exception>
    public static BookmarkPath Parse(string text) =>
        NameRules.ProblemIn(text, EntityKind.Bookmark) is { } problem
            ? throw new InvalidNameException("bookmark", text, problem)
            : new(text);

    /// <inheritdoc/>
    public int CompareTo(BookmarkPath other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
