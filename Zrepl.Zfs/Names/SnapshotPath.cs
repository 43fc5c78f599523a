namespace Zrepl.Zfs.Names;

/// <summary>Full name of a snapshot, such as <c>tank/home@monday</c>. At most 255 ASCII bytes.</summary>
public readonly record struct SnapshotPath : IComparable<SnapshotPath>
{
    private readonly string? _text;

    private SnapshotPath(string text) => _text = text;

    /// <summary>The name as ZFS writes it.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This SnapshotPath was never assigned.");

    /// <summary>The part before the <c>@</c>.</summary>
    public DatasetPath Dataset => DatasetPath.Parse(Text[..Text.IndexOf('@', StringComparison.Ordinal)]);

    /// <summary>The part after the <c>@</c>.</summary>
    public string Name => Text[(Text.IndexOf('@', StringComparison.Ordinal) + 1)..];

    /// <summary>Reads a full snapshot name.</summary>
    /// <exception cref="InvalidNameException">The text breaks a rule of <see cref="NameRules"/>.</exception>
    public static SnapshotPath Parse(string text) =>
        NameRules.ProblemIn(text, EntityKind.Snapshot) is { } problem
            ? throw new InvalidNameException("snapshot", text, problem)
            : new(text);

    /// <inheritdoc/>
    public int CompareTo(SnapshotPath other) => string.CompareOrdinal(Text, other.Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
