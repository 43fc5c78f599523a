using System.Collections.Immutable;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Live;

/// <summary>The last runs of every job, from memory.</summary>
public interface IRecentRuns
{
    /// <summary>Runs of a job that ended, oldest first; a bounded number.</summary>
    ImmutableArray<RunResult> Of(string job);

    /// <summary>How many runs were heard of; grows with each.</summary>
    long Ended { get; }
}
