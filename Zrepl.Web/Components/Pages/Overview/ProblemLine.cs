using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Freshness;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>A job that needs somebody.</summary>
/// <param name="Ways">What can be asked of it.</param>
/// <param name="Kind">How bad.</param>
/// <param name="Word">State in a word.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Errors">The errors behind it, in full.</param>
/// <param name="Next">What happens by itself; the time is <paramref name="NextAt"/>.</param>
/// <param name="NextAt">When.</param>
/// <param name="Advice">What the reader can do.</param>
internal sealed record ProblemLine(
    JobWays Ways, StateKind Kind, string Word, string Reason, ImmutableArray<JobError> Errors, string Next, DateTimeOffset? NextAt, string? Advice)
{
    private const string HoldAdvice = "Look at the prune preview; then approve on the page of the job, or put the rules back.";

    /// <summary>The page with the ways out, if a copy went its own way.</summary>
    public string? Repair { get; init; }

    /// <summary>Its name.</summary>
    public string Name => Ways.Job;

    /// <summary>Puts it in words.</summary>
    public static ProblemLine From(JudgedJob judged) => From(judged.Job, judged.Freshness);

    /// <summary>Puts it in words.</summary>
    public static ProblemLine From(JobStatus job, JobFreshness freshness)
    {
        if (!JobWords.NeedsYou(job) && freshness is { IsAlarming: true, Worst: { } worst }) return OfAge(job, freshness, worst);
        var (next, at) = WhatHappensNext(job);
        var errors = JobErrors.Of(job);
        var reason = Reasons(job);
        if (job.SnapshotTrouble is { } snapshots && (job.Problem is not null || !job.Stalls.IsEmpty || !job.Hanging.IsEmpty)) reason += " " + SentenceText.Of(snapshots.InFull);
        if (job.PruningHold is { } hold && JobConcern.Of(job) is not null) reason += " " + SentenceText.Of(hold.Text);
        // What the reason tells already would only be read twice; and of what is listed in full, the reason tells only how much it is.
        var told = errors.Select(error => FailureSummary.Of(error.Text)).Select(summary => (summary.HasMore, IsSaid: reason.Contains(summary.Cause, StringComparison.Ordinal))).ToList();
        if (told.All(one => one is { HasMore: false, IsSaid: true })) errors = [];
        else if (job.Problem is { } problem && told.Any(one => one.IsSaid)) reason = reason.Replace(SentenceText.Of(problem.Text), CountOf(errors), StringComparison.Ordinal);
        if (freshness is { IsAlarming: true, Worst: { } oldest }) reason += " " + FreshnessWords.Fact(oldest, job);
        var kind = job.Problem is null ? JobWords.Kind(job) : StateKind.Failed;
        return new(JobWays.Of(job), kind, job.Problem is null ? JobWords.Word(job) : "failed", reason, errors, next, at, Advices(job))
        {
            Repair = DivergedOf(job) is { } dataset ? JobAddress.RepairOf(job.Name.Text, dataset) : null,
        };
    }

    private static string CountOf(ImmutableArray<JobError> errors) => errors.Where(error => error.IsDataset).Select(error => error.Where).Distinct(StringComparer.Ordinal).Count() switch
    {
        0 => "The run failed.",
        1 => "One dataset failed.",
        var many => $"{many} datasets failed.",
    };

    // Of a copy that went its own way there is a page with the ways out.
    private static string? DivergedOf(JobStatus job) =>
        job.Problem is null ? null : job.Replication?.Attempts.LastOrDefault()?.Filesystems.FirstOrDefault(filesystem => filesystem.Conflict is { ReceiverOnly.IsEmpty: false })?.Info.Name;

    private static ProblemLine OfAge(JobStatus job, JobFreshness freshness, DatasetFreshness worst)
    {
        var (next, at) = WhatHappensNext(job);
        return new(
            JobWays.Of(job), freshness.State.Kind(), freshness.State.Word(), FreshnessWords.Reason(freshness, job), [], next, at, FreshnessWords.Advice(worst, job));
    }

    private static string Reasons(JobStatus job)
    {
        if (job.Problem is { } problem)
            return SentenceText.Of(problem.Text) + (job.ConsecutiveFailures > 1 ? $" {job.ConsecutiveFailures} runs failed in a row." : "");
        if (job.Stalls is [var stalled, ..]) return SentenceText.Of(stalled.Text) + (job.Stalls.Length > 1 ? $" {job.Stalls.Length - 1} more of its streams stand still." : "");
        if (job.Hanging is [var hanging, ..]) return SentenceText.Of(hanging.Text) + (job.Hanging.Length > 1 ? $" {job.Hanging.Length - 1} more hang as well." : "");
        if (job.SnapshotTrouble is { } snapshots) return SentenceText.Of(snapshots.InFull);
        if (job.PruningHold is { } hold && job.Phase is not JobPhase.Failed) return SentenceText.Of(hold.Text);
        return "It cannot do its work.";
    }

    private static (string Text, DateTimeOffset? At) WhatHappensNext(JobStatus job) => job switch
    {
        { PruningHold: not null, Phase: not JobPhase.Failed } when JobConcern.Of(job) is null => ("Everything else goes on; nothing is destroyed before somebody approves", null),
        { Stalls: [{ AbortsAt: { } at }, ..] } => ("If nothing changes, the step is ended and continued", at),
        { Stalls: [_, ..] } => ("It waits for as long as it takes", null),
        { Hanging: [{ EndsAt: { } at }, ..] } => ("If nothing changes, it is ended and tried again", at),
        { Hanging: [{ IsStuck: true }, ..] } => ("Everything that does not need its pool goes on", null),
        { Hanging: [_, ..] } => ("It waits for as long as it takes; nothing ends it by itself", null),
        _ when OtherSide.IsAwaited(job) => ("The run goes on as soon as the other side answers", null),
        { Running: not null, Problem: not null } => ("It is running again now", null),
        { Running: not null } => ("It is running", null),
        { Phase: JobPhase.Paused } => ("It is paused and does not run by itself", null),
        { IsWakeupPending: true } => ("It runs again in a moment", null),
        { SnapshotTrouble: not null, Problem: null, NextSnapshotAt: { } round } => ("Tries again by itself", round),
        { NextRun: { } next } => ("Tries again by itself", next.Time),
        { NextSnapshotAt: { } snapshots } => ("Tries again by itself after the next snapshots", snapshots),
        { Phase: JobPhase.Serving } => ("It goes on listening", null),
        _ => ("It does not try again by itself", null),
    };

    private static string? Advices(JobStatus job)
    {
        if (job.Problem is null && JobConcern.Of(job) is { WhatToDo.Length: > 0 } concern) return SentenceText.Of(concern.WhatToDo);
        if (job is { Problem: null, PruningHold: not null }) return HoldAdvice;
        var advice = job.Problem?.WhatToDo is { Length: > 0 } text ? text : job.LastRun?.WhatToDo;
        if (DivergedOf(job) is { } dataset) advice = RunAdvice.Without(advice, RunAdvice.SeeRepair(job.Name.Text, dataset)); // the page has a link
        return advice is { Length: > 0 } ? SentenceText.Of(advice) : null;
    }
}
