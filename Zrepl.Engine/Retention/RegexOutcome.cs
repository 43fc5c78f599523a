namespace Zrepl.Engine.Retention;

/// <summary>What a search for a pattern found out.</summary>
public enum RegexOutcome
{
    /// <summary>The name has a match.</summary>
    Matches,

    /// <summary>The name has none.</summary>
    DoesNotMatch,

    /// <summary>Not known within the time allowed; whoever decides about a snapshot keeps it then.</summary>
    TimedOut,
}
