namespace Zrepl.Web.Alerts.Problems;

/// <summary>Why somebody is told.</summary>
internal enum AlertEvent
{
    /// <summary>Something is wrong that was not before.</summary>
    Problem,

    /// <summary>It still is.</summary>
    Repeat,

    /// <summary>It is over.</summary>
    Recovery,

    /// <summary>Somebody wants to see whether messages arrive.</summary>
    Test,
}

/// <summary>What somebody is told.</summary>
/// <param name="Event">Why.</param>
/// <param name="Key">Of which problem.</param>
/// <param name="Job">The job; empty in a test, and if it is about the daemon itself.</param>
/// <param name="Kind">Kind of problem; empty in a test.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Text">In sentences.</param>
/// <param name="Advice">What can be done; may be empty.</param>
/// <param name="Since">Since when the problem is there.</param>
/// <param name="At">When this was decided.</param>
internal sealed record AlertMessage(
    AlertEvent Event, string Key, string Job, string Kind, string Title, string Text, string Advice, DateTimeOffset Since, DateTimeOffset At)
{
    /// <summary>The word for why, in what is sent.</summary>
    public string EventWord => Event switch
    {
        AlertEvent.Problem => "problem",
        AlertEvent.Repeat => "repeat",
        AlertEvent.Recovery => "recovery",
        _ => "test",
    };
}
