using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Planning;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>Why the work on a filesystem ended early.</summary>
/// <param name="Text">For the report.</param>
/// <param name="Class">What the run does about it.</param>
internal sealed record FilesystemFailure(string Text, FailureClass Class)
{
    /// <summary>The conflict behind it, if any.</summary>
    public Conflict? Conflict { get; init; }

    /// <summary>It only could not begin because filesystems above it failed.</summary>
    public bool IsOfAncestors { get; init; }

    /// <summary>The exception behind it, if any.</summary>
    public Exception? Exception { get; init; }

    public static FilesystemFailure Of(PlanProblem problem) => new(problem.Text, FailureClass.Permanent) { Conflict = problem.Conflict };

    public static FilesystemFailure Of(Exception exception, StopSource stop)
    {
        var failure = FailureClasses.Of(exception, stop.Token);
        return failure == FailureClass.Cancelled
            ? new(stop.Reason!.ToString(), failure) // the token is cancelled only after the reason is set
            : new(FailureText.Of(exception), failure) { Exception = exception };
    }

    public static FilesystemFailure OfAncestors(IEnumerable<string> names) =>
        new($"parent(s) failed during initial replication: [{string.Join(' ', names)}]", FailureClass.Permanent) { IsOfAncestors = true };
}
