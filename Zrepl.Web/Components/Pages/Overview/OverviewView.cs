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
/// <param name="Problems">What needs somebody, worst first; of very many, the worst.</param>
/// <param name="MoreProblems">How many more need somebody.</param>
/// <param name="Transfers">What is being transferred; of very much, a part.</param>
/// <param name="MoreTransfers">How many more transfer something.</param>
/// <param name="Jobs">All jobs, worst first.</param>
/// <param name="Next">The job that does something next by itself, or null.</param>
internal sealed record OverviewView(
    string Headline, string Summary, StateKind Mood, ImmutableArray<ProblemLine> Problems, int MoreProblems, ImmutableArray<TransferLine> Transfers,
    int MoreTransfers, ImmutableArray<JobLine> Jobs, JobLine? Next)
{
    /// <summary>Cards of problems that one page shows: more than anybody reads. The list of jobs has them all.</summary>
    public const int MostProblems = 20;

    /// <summary>Transfers that one page shows; all of them change twice a second.</summary>
    public const int MostTransfers = 10;

    private const int MostDatasets = 12; // of all transfers together

    /// <summary>There is no job at all.</summary>
    public bool IsEmpty => Jobs.IsEmpty;

    /// <summary>Puts it in words.</summary>
    /// <param name="jobs">The jobs, worst first.</param>
    /// <param name="lineOf">The line of a job.</param>
    /// <param name="rateOf">Bytes per second of a dataset of a job.</param>
    public static OverviewView From(
        ImmutableArray<JudgedJob> jobs, Func<JudgedJob, JobLine> lineOf, Func<string, FilesystemReport, double?> rateOf)
    {
        var problems = jobs.Where(job => job.NeedsYou).ToList();
        var transfers = jobs.Where(job => job.Job.Phase is JobPhase.Replicating).Select(job => job.Job).ToList();
        ImmutableArray<JobLine> lines = [.. jobs.Select(lineOf)];
        ImmutableArray<ProblemLine> cards = [.. problems.Take(MostProblems).Select(job => ProblemLine.From(job))];
        return new(
            Headlines(jobs, problems.Count), Summarise(jobs, problems.Count), Moods(jobs, cards), cards, problems.Count - cards.Length,
            [.. transfers.Take(MostTransfers).Select(job => TransferLine.From(job, rateOf, MostDatasets / transfers.Count))], Math.Max(transfers.Count - MostTransfers, 0), lines,
            lines.Where(line => line.NextAt is not null).MinBy(line => line.NextAt));
    }

    // "Fine" is said of what works. A job that waits for its peer does not yet need somebody, and one that is switched off does nothing.
    private static string Headlines(ImmutableArray<JudgedJob> jobs, int problems) => problems switch
    {
        0 when jobs.Count(job => OtherSide.IsAwaited(job.Job)) is > 0 and var waiting => $"{JobWords.Count(waiting, "job")} {(waiting == 1 ? "waits" : "wait")} for the other side",
        0 when jobs.Any(IsAsleep) => "Nothing needs you",
        0 => "Everything is fine",
        1 => "1 job needs you",
        var several => $"{several} jobs need you",
    };

    private static StateKind Moods(ImmutableArray<JudgedJob> jobs, ImmutableArray<ProblemLine> problems) =>
        problems.Length > 0 ? problems[0].Kind : jobs.Any(job => OtherSide.IsAwaited(job.Job)) ? StateKind.Late : StateKind.Ok;

    private static bool IsAsleep(JudgedJob job) => job.Job.Phase is JobPhase.Paused or JobPhase.Disabled or JobPhase.Stopped;

    private static string Summarise(ImmutableArray<JudgedJob> jobs, int problems)
    {
        var others = jobs.Where(job => !job.NeedsYou).ToList();
        var reconnecting = others.Count(job => OtherSide.IsAwaited(job.Job));
        var asleep = others.Where(IsAsleep).GroupBy(job => JobWords.Word(job.Job)).Select(group => $"{group.Count()} {group.Key}");
        var fine = jobs.Length - problems - reconnecting - others.Count(IsAsleep);
        var isAll = fine == jobs.Length;
        var running = jobs.Count(job => JobWords.IsWorking(job.Job));
        var datasets = jobs.Sum(job => job.Job.Replication?.Attempts.LastOrDefault()?.Filesystems.Count ?? 0);
        string[] parts =
        [
            isAll ? JobWords.Count(fine, "job") : problems + reconnecting > 0 ? fine == 1 ? "1 other is fine" : $"{fine} others are fine" : fine == 1 ? "1 job is fine" : $"{fine} jobs are fine",
            running == 0 ? "none at work" : $"{running} at work",
            .. problems > 0 && reconnecting > 0 ? [$"{reconnecting} reconnecting"] : Array.Empty<string>(),
            .. asleep,
            .. datasets == 0 ? Array.Empty<string>() : [JobWords.Count(datasets, "replicated dataset")],
            .. WorstOf(others) is { } age ? [$"{(problems > 0 ? "the oldest copy of the others is" : "the oldest copy is")} {DurationText.Rough(age)} old"] : Array.Empty<string>(),
        ];
        return string.Join(" · ", parts);
    }

    // Only of what somebody wants to be young.
    private static TimeSpan? WorstOf(List<JudgedJob> jobs) =>
        jobs.Where(job => job.Job.Targets.Exist && job.Freshness.Judged > 0).Max(job => job.Freshness.Worst?.Age);
}
