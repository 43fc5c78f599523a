using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The section <c>stale_marks</c> of <c>global</c>.</summary>
internal static class StaleMarksSchema
{
    private const string Never = "never";

    private static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    private static readonly Key<Grace, Grace> ReleaseAfter = new("release_after", new TextShape<Grace>("duration or never", "30d", (text, out grace, out problem) =>
    {
        (grace, problem) = (null, null);
        if (text == Never) grace = new(null);
        else if (!EitherDuration.TryParseInterval(text, out var length, out problem)) problem = $"cannot parse value \"{text}\" as a duration, and it is not {Never} either: {problem}";
        else if (length < Shortest) problem = $"must be at least {EitherDuration.Format(Shortest)}, got {EitherDuration.Format(length)}";
        else grace = new(length);
        return grace is not null;
    }, grace => grace.Length is { } length ? EitherDuration.Format(length) : Never) { IsForm = true }, grace => grace,
        "Holds and bookmarks of ours that nobody has needed for so long are released; what an incremental step could begin from never is.") { Default = new(null) };

    private static readonly SectionShape<Grace> Shape = new("stale marks", [ReleaseAfter], bound => bound.Get(ReleaseAfter));

    /// <summary>The key <c>stale_marks</c>.</summary>
    public static readonly Key<GlobalDefinition, Grace> Key = new("stale_marks", Shape, g => new(g.ReleaseStaleMarksAfter),
        "Holds and bookmarks of ours that nobody needs any more.") { Default = new(null), IsExtension = true, Example = "{release_after: 30d}" };

    // Null in it is a value and not the absence of one.
    internal sealed record Grace(TimeSpan? Length);
}
