using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Repairs;

/// <summary>A repair ended before its end. What was done stays done; a new look shows what is left.</summary>
/// <param name="done">The commands that were run, in order.</param>
/// <param name="next">The command that failed, or was not begun any more; one that failed may have done a part of its work. Null: all were run, and the look at what came of it failed.</param>
/// <param name="reason">Why.</param>
public sealed class RepairInterruptedException(ImmutableArray<string> done, string? next, Exception reason) : EndpointException(Words(done, next, reason), (reason as EndpointException)?.Category ?? FailureCategory.Permanent, reason)
{
    /// <summary>The commands that were run, in order.</summary>
    public ImmutableArray<string> Done { get; } = done;

    private static string Words(ImmutableArray<string> done, string? next, Exception reason)
    {
        if (next is null)
            return $"Everything was done: {string.Join("; ", done)}. How the copy stands now could not be looked at: {(reason is OperationCanceledException ? "the daemon was told to stop" : reason.Message)}. Look again.";
        var why = reason is OperationCanceledException ? $"the daemon was told to stop before {next}" : reason.Message;
        return done.IsEmpty
            ? $"{why}. No command before it was run. Look again: the ways out that are shown then are what is left to do."
            : $"{why}. Done before, and not taken back: {string.Join("; ", done)}. Look again: the ways out that are shown then are what is left to do.";
    }
}
