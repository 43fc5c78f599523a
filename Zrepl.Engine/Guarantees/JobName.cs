using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Guarantees;

/// <summary>
/// Name of a job. It is part of the hold tags and bookmark names on disk, so it has to be usable there, and renaming a job orphans them
/// (spec B1). At most 203 characters.
/// </summary>
public readonly record struct JobName
{
    private readonly string? _text;

    private JobName(string text) => _text = text;

    /// <summary>The name as in <c>zrepl.yml</c>.</summary>
    public string Text => _text ?? throw new InvalidOperationException("This JobName was never assigned.");

    /// <summary>Checks a name.</summary>
    /// <returns>The first problem in upstream's words, or null.</returns>
    public static string? ProblemIn(string text)
    {
        if (text.Length == 0) return "must not be empty string";
        if (NameRules.ProblemInComponent(text) is { } component) return $"must be usable as a dataset path component: {component}";
        var name = new JobName(text);
        var bookmark = "pool/ds#" + GuaranteeNames.TentativeCursor(name, ulong.MaxValue);
        if (NameRules.ProblemIn(bookmark, EntityKind.Bookmark) is { } tentative)
            return $"must be usable for a tentative replication cursor bookmark: {tentative}";
        if (GuaranteeNames.StepHoldTag(name).Length > HoldTag.MaxLength) return "must be usable for a step hold tag: tag too long";
        return GuaranteeNames.LastReceivedTag(name).Length > HoldTag.MaxLength ? "must be usable as a last-received-hold tag: tag too long" : null;
    }

    /// <summary>Reads a name.</summary>
    /// <exception cref="InvalidNameException">It cannot be used on disk.</exception>
    public static JobName Parse(string text) =>
        ProblemIn(text) is { } problem ? throw new InvalidNameException("job name", text, problem) : new(text);

    /// <summary>Like <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse(string text, out JobName name)
    {
        var isLegal = ProblemIn(text) is null;
        name = isLegal ? new(text) : default;
        return isLegal;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
