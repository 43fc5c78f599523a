namespace Zrepl.Web.Alerts.Problems;

/// <summary>Something that somebody should be told.</summary>
/// <param name="Key">The same for the same problem, whatever its details: job and kind.</param>
/// <param name="Job">The job; empty if it is about the daemon itself.</param>
/// <param name="Kind"><c>failing</c>, <c>snapshots</c>, <c>stalled</c>, <c>hanging</c>, <c>late</c>, <c>broken</c>, <c>approval</c>, <c>history</c> or <c>replaced</c>.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Text">What is wrong and why, in sentences.</param>
/// <param name="Advice">What can be done, in a sentence; may be empty.</param>
internal sealed record AlertProblem(string Key, string Job, string Kind, string Title, string Text, string Advice)
{
    /// <summary>Not null: something that happened then, and neither lasts nor ends. It is told once each time.</summary>
    public DateTimeOffset? HappenedAt { get; init; }

    /// <summary>The key of a kind of problem of a job. Names of jobs have no line breaks.</summary>
    public static string KeyOf(string job, string kind) => $"{job}\n{kind}";

    /// <summary>Job and kind of a key.</summary>
    public static (string Job, string Kind) PartsOf(string key) => key.Split('\n') is [var job, var kind] ? (job, kind) : (key, "");
}
