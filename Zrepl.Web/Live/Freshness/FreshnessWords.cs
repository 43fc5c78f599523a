using Zrepl.Engine.Freshness;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Live.Freshness;

/// <summary>Freshness in words: the word, the reason, what happens by itself, what to do. The same on pages, in the API and in what is sent to people.</summary>
internal static class FreshnessWords
{
    /// <summary>The state in a word.</summary>
    public static string Word(this FreshnessState state) => state switch
    {
        FreshnessState.Ok => "ok",
        FreshnessState.Late => "late",
        FreshnessState.Broken => "broken",
        FreshnessState.Waiting => "waiting",
        _ => "no target",
    };

    /// <summary><c>3 h / 24 h</c>; without a target only the age.</summary>
    public static string Figures(DatasetFreshness freshness) => (freshness.Age, freshness.Target) switch
    {
        ({ } age, { } target) => $"{Old(age)} / {DurationText.Rough(target.Rpo)}",
        ({ } age, null) => Old(age),
        (null, { } target) => $"no copy / {DurationText.Rough(target.Rpo)}",
        _ => "no copy",
    };

    // "1 min old (target 1 min)" would hide by how much it is late.
    private static string Old(TimeSpan age) => age >= TimeSpan.FromMinutes(1) && age < TimeSpan.FromMinutes(5) ? DurationText.Exact(age) : DurationText.Rough(age);

    /// <summary>How old the copy of one dataset is, in a sentence.</summary>
    public static string Fact(DatasetFreshness freshness, JobStatus job)
    {
        var what = $"{(job.Kind is JobKind.Snap ? "snapshot" : "copy")} of {freshness.Copy.Dataset}";
        var target = freshness.Target is { } some ? $" (target {DurationText.Rough(some.Rpo)})" : "";
        return freshness.Age is { } age ? $"The newest {what} is {Old(age)} old{target}." : $"There is no {what} yet{target}.";
    }

    /// <summary>How old the copy of one dataset is, and why it is not younger if it should be, in sentences.</summary>
    public static string Reason(DatasetFreshness freshness, JobStatus job) => freshness switch
    {
        { State: FreshnessState.Broken, Copy.NeedsSomebody: true } =>
            $"{Fact(freshness, job)} It does not become younger by itself: {SentenceText.Of(FirstLine(freshness.Copy.Error))}",
        { IsAlarming: true } => $"{Fact(freshness, job)} {Cause(freshness, job)}",
        _ => Fact(freshness, job),
    };

    /// <summary>What is wrong with a job's copies, in sentences: its worst dataset, and how many others.</summary>
    public static string Reason(JobFreshness freshness, JobStatus job)
    {
        if (freshness.Worst is not { } worst) return "No copy is known yet.";
        var others = freshness.Late + freshness.Broken - 1;
        return Reason(worst, job) + (others switch
        {
            <= 0 => "",
            1 => " One more dataset is late.",
            _ => $" {others} more datasets are late.",
        });
    }

    /// <summary>What the reader can do, in a sentence.</summary>
    public static string Advice(DatasetFreshness freshness, JobStatus job) => job switch
    {
        { Phase: JobPhase.Disabled } => "Set enabled: true in the configuration, or take alerts out of the job.",
        { IsPaused: true } => "Resume the job.",
        { Problem.WhatToDo: { Length: > 0 } advice } => SentenceText.Of(advice),
        { LastRun.WhatToDo: { Length: > 0 } advice } => SentenceText.Of(advice),
        _ when freshness.Copy.Error is not null => "The report of the last run tells more; run the job once that is mended.",
        { Kind: JobKind.Sink } => "Look at the client: does its job run, does it fail, can it reach this machine?",
        _ when OtherSide.IsAwaited(job) => "See whether that machine is up, its zrepl runs and the job there is enabled.",
        { Running: not null } => "Wait for the run to end; if it always takes this long, a later target is more honest.",
        _ => "Look whether snapshots are taken of it, and often enough for the target; then run the job.",
    };

    private static string Cause(DatasetFreshness freshness, JobStatus job) => job switch
    {
        { Phase: JobPhase.Disabled } => "The job is switched off.",
        { IsPaused: true } => "The job is paused.",
        _ when freshness.Copy.Error is { } error => SentenceText.Of(FirstLine(error)),
        { Problem: { } problem } => SentenceText.Of(FirstLine(problem.Text)),
        { Kind: JobKind.Sink } => "Its client sent nothing newer.",
        _ when OtherSide.IsAwaited(job) => OtherSide.Failure(job) is { } failure
            ? $"The run waits for the other side: {SentenceText.Of(FirstLine(failure))}"
            : "The other side does not answer; the run waits for it.",
        { Running: not null } => "A run is under way and has not come to it.",
        { LastRun: null, LastSuccessAt: null } => "The job has not run yet.",
        { Kind: JobKind.Snap } => "No newer snapshot was taken.",
        _ => "The last run found no newer snapshot to send.",
    };

    private static string FirstLine(string? text) => text?.Split('\n')[0].TrimEnd(':', ' ') ?? "";
}
