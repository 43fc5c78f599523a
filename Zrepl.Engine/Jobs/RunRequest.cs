using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs;

/// <summary>A request to run.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Scope">How much.</param>
public readonly record struct RunRequest(RunReason Reason, RunScope Scope = RunScope.Everything)
{
    /// <summary>What answers both requests: if they ask for different parts, everything.</summary>
    public RunRequest With(RunRequest other) => this with { Scope = Scope == other.Scope ? Scope : RunScope.Everything };
}
