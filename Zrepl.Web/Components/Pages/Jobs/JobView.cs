using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>What a job's page shows of the run under way or the last one: all wording, no reading.</summary>
internal sealed record JobView
{
    /// <summary>The job.</summary>
    public required JobStatus Job { get; init; }

    /// <summary>What keeps it from its work, or null.</summary>
    public required ProblemLine? Problem { get; init; }

    /// <summary>Which run is shown: <c>Run 12, begun after new snapshots</c>.</summary>
    public required string Run { get; init; }

    /// <summary>When that run began, or null.</summary>
    public required DateTimeOffset? RunAt { get; init; }

    /// <summary>Stages of the run.</summary>
    public required ImmutableArray<RunLane> Lanes { get; init; }

    /// <summary>What was tried before, or is being waited for, in sentences.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>Datasets of the latest attempt, those that need a look first.</summary>
    public required ImmutableArray<DatasetLine> Datasets { get; init; }

    /// <summary>Snapshots of the current or last round; null if the job takes none by itself.</summary>
    public required ImmutableArray<SnapshotLine>? Snapshots { get; init; }

    /// <summary>Pruning, by side.</summary>
    public required ImmutableArray<PruneSideView> Pruning { get; init; }

    /// <summary>What its state means.</summary>
    public required StateKind Kind { get; init; }

    /// <summary>Its state in a word.</summary>
    public required string Word { get; init; }

    /// <summary>Its copies, judged together.</summary>
    public required JobFreshness Freshness { get; init; }

    /// <summary>Its copies, the worst first.</summary>
    public required ImmutableArray<DatasetFreshness> Copies { get; init; }

    /// <summary>Puts it in words.</summary>
    /// <param name="job">The job.</param>
    /// <param name="definition">How it is defined, or null if that is not known.</param>
    /// <param name="rateOf">Bytes per second of a dataset.</param>
    /// <param name="now">The time, in the time zone to show times in.</param>
    public static JobView From(JobStatus job, JobDefinition? definition, Func<FilesystemReport, double?> rateOf, DateTimeOffset now)
    {
        var judged = JudgedJob.Of(job, now);
        var unheld = job with { PruningHold = null }; // what waits for approval has a card of its own
        return new()
        {
            Job = job,
            Problem = JobWords.NeedsYou(unheld) || judged.Freshness.IsAlarming ? ProblemLine.From(unheld, judged.Freshness) : null,
            Run = RunOf(job),
            RunAt = job.Running?.StartedAt ?? job.LastRun?.StartedAt,
            Lanes = RunLane.Of(job, now),
            Notes = NotesOf(job, now),
            Datasets =
            [
                .. (job.Replication?.Attempts.LastOrDefault()?.Filesystems ?? [])
                    .Select(filesystem => DatasetLine.From(filesystem, rateOf(filesystem), StreamOf(definition)))
                    .OrderBy(line => line.Kind is StateKind.Failed ? 0 : 1), // else in the sender's order: rows that finish stay where they are
            ],
            Snapshots = SnapshotLine.Rows(job.Snapshotting),
            Pruning = PruneSideView.Of(job),
            Kind = judged.Kind,
            Word = judged.Word,
            Freshness = judged.Freshness,
            Copies = JobFreshness.DatasetsOf(job, now),
        };
    }

    // Of what is pulled, the other side decides.
    private static string StreamOf(JobDefinition? definition) => definition switch
    {
        PushJobDefinition { Send.Encrypted: true } => "encrypted",
        PushJobDefinition { Send.Raw: true } => "raw",
        _ => "",
    };

    private static string RunOf(JobStatus job) => job switch
    {
        { Running: { } run } => $"Run {run.Number}, begun {JobWords.Because(run.Reason)}",
        { LastRun: { } last } => $"Last run, number {last.Number}: {JobWords.Result(last)}",
        { Kind: JobKind.Source } => "Latest round of snapshots", // it has no runs
        _ => "",
    };

    private static ImmutableArray<string> NotesOf(JobStatus job, DateTimeOffset now)
    {
        if (job.Replication is not { } report) return [];
        var notes = ImmutableArray.CreateBuilder<string>();
        foreach (var (attempt, index) in report.Attempts.SkipLast(OtherSide.IsAwaited(job) ? 0 : 1).Select((attempt, index) => (attempt, index)))
        {
            var errors = attempt.PlanError is { } plan ? plan.Err : JobWords.Count(attempt.Filesystems.Count(f => f.Error is not null), "dataset") + " failed";
            var at = attempt.FinishAt is { } end ? " at " + MomentText.Clock(end.ToOffset(now.Offset), now) : "";
            notes.Add($"Attempt {index + 1} ended{at}: {errors}");
        }

        if (report.WaitReconnectError is { } gaveUp) notes.Add($"Gave up waiting for the other side: {gaveUp.Err}");
        else if (report.WaitReconnectSince is { } since && OtherSide.IsAwaited(job))
            notes.Add($"Waiting for the other side since {MomentText.Clock(since.ToOffset(now.Offset), now)}"
                + (report.WaitReconnectUntil is { } until ? $", giving up at {MomentText.Clock(until.ToOffset(now.Offset), now)}" : ""));
        if (report.Attempts.LastOrDefault() is { IsFinal: true, Filesystems.Count: 0, PlanError: null })
            notes.Add("No dataset was considered for replication: the filter of the job selects none.");
        return notes.ToImmutable();
    }
}
