using System.Collections.Immutable;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>What the overview shows: all wording, no reading.</summary>
/// <param name="Headline">The one thing to know.</param>
/// <param name="Summary">Everything else, in a sentence.</param>
/// <param name="Mood">Colour of the headline.</param>
/// <param name="Problems">What needs somebody, worst first.</param>
/// <param name="Transfers">What is being transferred.</param>
/// <param name="Jobs">All jobs in the order in which they are shown.</param>
internal sealed record OverviewView(
    string Headline, string Summary, StateKind Mood, ImmutableArray<ProblemLine> Problems, ImmutableArray<TransferLine> Transfers,
    ImmutableArray<JobLine> Jobs)
{
    /// <summary>There is no job at all.</summary>
    public bool IsEmpty => Jobs.IsEmpty;

    /// <summary>The job that does something next by itself.</summary>
    public JobLine? Next => Jobs.Where(job => job.NextAt is not null).MinBy(job => job.NextAt);

    /// <summary>Puts it in words.</summary>
    /// <param name="jobs">The jobs in the order in which they are shown.</param>
    /// <param name="runsOf">Runs of a job that ended, oldest first.</param>
    /// <param name="rateOf">Bytes per second of a dataset of a job.</param>
    /// <param name="now">The time, in the time zone to show times in.</param>
    public static OverviewView From(
        ImmutableArray<JobStatus> jobs, Func<string, ImmutableArray<RunResult>> runsOf, Func<string, FilesystemReport, double?> rateOf, DateTimeOffset now)
    {
        var problems = jobs.Where(job => JobWords.NeedsYou(job, now)).ToList();
        ImmutableArray<ProblemLine> lines = [.. problems.Select(job => ProblemLine.From(job, now))];
        var transfers = jobs.Where(job => job.Phase is JobPhase.Replicating).Select(job => TransferLine.From(job, rateOf)).ToImmutableArray();
        return new(
            Headlines(jobs, problems), Summarise(jobs, problems, now), Moods(jobs, lines),
            lines, transfers, [.. jobs.Select(job => JobLine.From(job, runsOf(job.Name.Text), now))]);
    }

    // "Fine" is said of what works. A job that waits for its peer does not yet need somebody, and one that is switched off does nothing.
    private static string Headlines(ImmutableArray<JobStatus> jobs, List<JobStatus> problems) => problems.Count switch
    {
        0 when jobs.Count(JobWords.IsReconnecting) is > 0 and var waiting => $"{JobWords.Count(waiting, "job")} {(waiting == 1 ? "waits" : "wait")} for the other side",
        0 when jobs.Any(IsAsleep) => "Nothing needs you",
        0 => "Everything is fine",
        1 => "1 job needs you",
        var several => $"{several} jobs need you",
    };

    private static StateKind Moods(ImmutableArray<JobStatus> jobs, ImmutableArray<ProblemLine> problems) =>
        problems.Length > 0 ? problems[0].Kind : jobs.Any(JobWords.IsReconnecting) ? StateKind.Late : StateKind.Ok;

    private static bool IsAsleep(JobStatus job) => job.Phase is JobPhase.Paused or JobPhase.Disabled or JobPhase.Stopped;

    private static string Summarise(ImmutableArray<JobStatus> jobs, List<JobStatus> needing, DateTimeOffset now)
    {
        var problems = needing.Count;
        var others = jobs.Except(needing).ToList();
        var reconnecting = others.Count(JobWords.IsReconnecting);
        var asleep = others.Where(IsAsleep).GroupBy(JobWords.Word).Select(group => $"{group.Count()} {group.Key}");
        var fine = jobs.Length - problems - reconnecting - others.Count(IsAsleep);
        var isAll = fine == jobs.Length;
        var running = jobs.Count(JobWords.IsWorking);
        var datasets = jobs.Sum(job => job.Replication?.Attempts.LastOrDefault()?.Filesystems.Count ?? 0);
        string[] parts =
        [
            isAll ? JobWords.Count(fine, "job") : problems + reconnecting > 0 ? fine == 1 ? "1 other is fine" : $"{fine} others are fine" : fine == 1 ? "1 job is fine" : $"{fine} jobs are fine",
            running == 0 ? "none at work" : $"{running} at work",
            .. problems > 0 && reconnecting > 0 ? [$"{reconnecting} reconnecting"] : Array.Empty<string>(),
            .. asleep,
            .. datasets == 0 ? Array.Empty<string>() : [JobWords.Count(datasets, "replicated dataset")],
            .. WorstOf(others, now) is { } age ? [$"{(problems > 0 ? "else the" : "the")} oldest copy {DurationText.Rough(age)} old"] : Array.Empty<string>(),
        ];
        return string.Join(" · ", parts);
    }

    // Only of what somebody wants to be young.
    private static TimeSpan? WorstOf(List<JobStatus> jobs, DateTimeOffset now) =>
        jobs.Where(job => job.Targets.Exist).Select(job => JobFreshness.Of(job, now)).Where(freshness => freshness.Judged > 0).Max(freshness => freshness.Worst?.Age);
}
