using System.Collections.Immutable;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Status;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Freshness;

namespace Zrepl.Web.Alerts.Problems;

/// <summary>What is wrong with a job: a pure function of its status and the time.</summary>
internal static class JobProblems
{
    public const string Failing = "failing", Snapshots = "snapshots", Stalled = "stalled", Hanging = "hanging", Late = "late", Broken = "broken", Approval = "approval";

    /// <summary>The problems of a job; null while it is not known how it stands, which is no reason to say that a problem is over.</summary>
    public static ImmutableArray<AlertProblem>? Of(JobStatus job, DateTimeOffset now)
    {
        if (job.Phase is JobPhase.Starting or JobPhase.Stopped) return null;
        var problems = ImmutableArray.CreateBuilder<AlertProblem>();
        if (FailingOf(job) is { } failing) problems.Add(failing);
        if (SnapshotsOf(job) is { } snapshots) problems.Add(snapshots);
        if (StalledOf(job, now) is { } stalled) problems.Add(stalled);
        if (HangingOf(job) is { } hanging) problems.Add(hanging);
        if (job.PruningHold is { } hold) problems.Add(OfHold(job.Name.Text, hold));
        if (job.Targets.Exist && job.Copies.IsEmpty && job.Phase is not JobPhase.Disabled) return problems.Count == 0 ? null : problems.ToImmutable();
        var freshness = JobFreshness.Of(job, now);
        if (freshness.Broken > 0) problems.Add(OfAge(job, Broken, Count(freshness.Broken, "copy does not become younger by itself", "copies do not become younger by themselves"), freshness));
        if (freshness.Late > 0) problems.Add(OfAge(job, Late, Count(freshness.Late, "copy is late", "copies are late"), WorstLate(job, freshness, now)));
        return problems.ToImmutable();
    }

    private static AlertProblem? StalledOf(JobStatus job, DateTimeOffset now)
    {
        if (job.Stalls.IsEmpty && (job.StalledSince is null || Hangs(job))) return null; // what hangs is told by its name
        var name = job.Name.Text;
        var (text, advice) = job.Stalls is [var stall, ..]
            ? ($"{SentenceText.Of(stall.Text)}{Others(job.Stalls.Length - 1)} {WhatFollows(stall, now)}", SentenceText.Whole(stall.WhatToDo))
            : ($"Nothing was transferred or done for {DurationText.Rough(now - job.StalledSince!.Value)}, although a run is under way{(job.StalledOn.Length > 0 ? $"; it waits for: {job.StalledOn}" : "")}.", "Its page tells what the run waits for; it can be cancelled there."); // one of the two is there
        return new(AlertProblem.KeyOf(name, Stalled), name, Stalled, $"{name} stands still", text, advice);
    }

    private static string Others(int more) => more == 0 ? "" : $" {Count(more, "more of its streams stands still", "more of its streams stand still")}.";

    private static string WhatFollows(StalledStream stall, DateTimeOffset now) => stall.AbortsAt is { } end
        ? $"If nothing changes, the step is ended and continued {(end > now ? $"in {DurationText.Rough(end - now)}" : "now")}."
        : "It waits for as long as it takes.";

    private static AlertProblem OfHold(string name, PruningHold hold) => new(
        AlertProblem.KeyOf(name, Approval), name, Approval, $"{name} waits for approval", SentenceText.Of(hold.Text),
        "Look at its prune preview; then approve on its page, or as `zrepl signal approve-pruning " + name + "` says, or put the rules back. Replication goes on.");

    // A run that begins does not end the problem; the next run that does everything does.
    private static AlertProblem? FailingOf(JobStatus job)
    {
        var name = job.Name.Text;
        if (job.Problem is { } problem)
        {
            var times = job.ConsecutiveFailures > 1 ? $" {job.ConsecutiveFailures} runs failed in a row." : "";
            return new(AlertProblem.KeyOf(name, Failing), name, Failing, $"{name} fails", SentenceText.Of(problem.Text) + times, SentenceText.Of(problem.WhatToDo));
        }

        return job.ConsecutiveFailures > 0 // after a restart, when nothing more is known
            ? new(AlertProblem.KeyOf(name, Failing), name, Failing, $"{name} fails", $"Its last run failed, before the daemon was started.", "The page of its runs tells why.")
            : null;
    }

    private static AlertProblem? SnapshotsOf(JobStatus job) => job.SnapshotTrouble is not { } trouble ? null : new(
        AlertProblem.KeyOf(job.Name.Text, Snapshots), job.Name.Text, Snapshots, $"{job.Name}: snapshots fail", SentenceText.Of(trouble.InFull), SentenceText.Of(trouble.WhatToDo));

    private static bool Hangs(JobStatus job) => !job.HangingCommands.IsEmpty || job.HangingSnapshots is not null;

    private static AlertProblem? HangingOf(JobStatus job) => !Hangs(job) || job.Hanging is not [var first, .. var others] ? null : new(
        AlertProblem.KeyOf(job.Name.Text, Hanging), job.Name.Text, Hanging, first.IsStuck ? $"{job.Name}: a zfs command is stuck" : $"{job.Name} hangs",
        SentenceText.Of(first.Text) + (others.Length > 0 ? $" {others.Length} more hang as well." : ""), SentenceText.Of(first.WhatToDo));

    private static AlertProblem OfAge(JobStatus job, string kind, string what, JobFreshness freshness)
    {
        var name = job.Name.Text;
        return new(
            AlertProblem.KeyOf(name, kind), name, kind, $"{name}: {what}", FreshnessWords.Reason(freshness, job),
            freshness.Worst is { } worst ? FreshnessWords.Advice(worst, job) : "");
    }

    // Broken ones are told by themselves.
    private static JobFreshness WorstLate(JobStatus job, JobFreshness all, DateTimeOffset now) => all.Broken == 0 ? all : all with
    {
        Worst = JobFreshness.DatasetsOf(job, now).First(one => one.State is FreshnessState.Late), Broken = 0,
    };

    private static string Count(int number, string one, string many) => number == 1 ? $"1 {one}" : $"{number} {many}";
}
