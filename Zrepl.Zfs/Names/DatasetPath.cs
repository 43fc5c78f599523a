using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Zfs.Names;

/// <summary>Full name of a filesystem or volume, such as <c>tank/home/anna</c>. Never empty; at most 255 ASCII bytes.</summary>
public readonly record struct DatasetPath : IComparable<DatasetPath>
{
    private readonly string? _text;

    private DatasetPath(string text) => _text = text;

    /// <summary>The name as ZFS writes it.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This DatasetPath was never assigned.");

    /// <summary>The first component: the pool, whose root dataset has the same name.</summary>
    public DatasetPath Pool => Text.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? new(Text[..slash]) : this;

    /// <summary>The last component, <c>anna</c> of <c>tank/home/anna</c>.</summary>
    public string LastComponent => Text[(Text.LastIndexOf('/') + 1)..];

    /// <summary>Number of components, 1 for a pool's root dataset.</summary>
    public int Depth => Text.AsSpan().Count('/') + 1;

    /// <summary>The dataset above, or null for a pool's root dataset.</summary>
    public DatasetPath? Parent => Text.LastIndexOf('/') is var slash and >= 0 ? new(Text[..slash]) : null;

    /// <summary>Reads a name; see <see cref="NameRules.ProblemIn"/> for the rules.</summary>
    /// <exception cref="InvalidNameException">The text breaks a rule.</exception>
    public static DatasetPath Parse(string text) =>
        NameRules.ProblemIn(text, EntityKind.Filesystem) is { } problem
            ? throw new InvalidNameException("filesystem", text, problem)
            : new(text);

    /// <summary>Like <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DatasetPath path)
    {
        var isLegal = text is not null && NameRules.ProblemIn(text, EntityKind.Filesystem) is null;
        path = isLegal ? new(text!) : default; // isLegal implies text is not null
        return isLegal;
    }

    /// <summary>True for <paramref name="root"/> itself and everything below it, by components: <c>tank/ab</c> is not below <c>tank/a</c>.</summary>
    public bool IsAtOrBelow(DatasetPath root) => Text == root.Text || IsBelow(root);

    /// <summary>True for everything below <paramref name="root"/> but not for itself.</summary>
    public bool IsBelow(DatasetPath root) =>
        Text.Length > root.Text.Length && Text[root.Text.Length] == '/' && Text.StartsWith(root.Text, StringComparison.Ordinal);

    /// <summary>The path <paramref name="below"/> appended: <c>sink</c> + <c>tank/a</c> is <c>sink/tank/a</c>.</summary>
    /// <exception cref="InvalidNameException">The result breaks a rule, for example its length.</exception>
    public DatasetPath Append(DatasetPath below) => Parse(Text + "/" + below.Text);

    /// <summary>One more component at the end.</summary>
    /// <exception cref="InvalidNameException">The result breaks a rule.</exception>
    public DatasetPath Child(string component) =>
        NameRules.ProblemInComponent(component) is { } problem
            ? throw new InvalidNameException("dataset component", component, problem)
            : Parse(Text + "/" + component);

    /// <summary>
    /// The path without <paramref name="root"/>: <c>sink/tank/a</c> relative to <c>sink</c> is <c>tank/a</c>. What somebody else made below
    /// the root need not begin like a pool, such as <c>sink/2024</c>.
    /// </summary>
    /// <exception cref="ArgumentException">This path is not below <paramref name="root"/>.</exception>
    public DatasetPath RelativeTo(DatasetPath root) =>
        IsBelow(root) ? new(Text[(root.Text.Length + 1)..]) : throw new ArgumentException($"{Text} is not below {root.Text}.", nameof(root));

    /// <summary>All datasets above, the pool first.</summary>
    public IEnumerable<DatasetPath> Ancestors()
    {
        for (var slash = Text.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = Text.IndexOf('/', slash + 1))
            yield return new(Text[..slash]);
    }

    /// <summary>The snapshot <paramref name="name"/> of this dataset.</summary>
    public SnapshotPath Snapshot(string name) => SnapshotPath.Parse(Text + "@" + name);

    /// <summary>The bookmark <paramref name="name"/> of this dataset.</summary>
    public BookmarkPath Bookmark(string name) => BookmarkPath.Parse(Text + "#" + name);

    /// <inheritdoc/>
    public int CompareTo(DatasetPath other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
