using System.Collections.Immutable;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Data.Runs;

/// <summary>The words for results of runs: on pages, in the API and in exports.</summary>
internal static class RunResults
{
    /// <summary>The words there are, in the order in which they are offered.</summary>
    public static ImmutableArray<string> Words { get; } = ["ok", "partial", "failed", "cancelled", "running"];

    /// <summary>The result in a word; null is a run that has not ended.</summary>
    public static string Word(RunOutcome? outcome) => outcome switch
    {
        null => "running",
        RunOutcome.Succeeded => "ok",
        RunOutcome.Partial => "partial",
        RunOutcome.Failed => "failed",
        _ => "cancelled",
    };

    /// <summary>The filter that a word means; null if there is no such word.</summary>
    public static RunFilter? Filter(string word) => word switch
    {
        "ok" => new() { Outcome = RunOutcome.Succeeded },
        "partial" => new() { Outcome = RunOutcome.Partial },
        "failed" => new() { Outcome = RunOutcome.Failed },
        "cancelled" => new() { Outcome = RunOutcome.Cancelled },
        "running" => new() { IsRunning = true },
        _ => null,
    };
}
