using Zrepl.Engine.Status;

namespace Zrepl.Web.Data.Runs;

/// <summary>Which runs are wanted; what is null does not matter.</summary>
internal sealed record RunFilter
{
    /// <summary>All runs.</summary>
    public static RunFilter All { get; } = new();

    /// <summary>Name of the job, in full.</summary>
    public string? Job { get; init; }

    /// <summary>How it ended.</summary>
    public RunOutcome? Outcome { get; init; }

    /// <summary>Only runs that have not ended.</summary>
    public bool IsRunning { get; init; }

    /// <summary>A part of the name of a dataset that it replicated or pruned; case does not matter.</summary>
    public string? Dataset { get; init; }

    /// <summary>Earliest begin, included.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Latest begin, not included.</summary>
    public DateTimeOffset? Until { get; init; }
}
