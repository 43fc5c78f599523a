using Zrepl.Engine.Freshness;
using Zrepl.Engine.Status;
using Zrepl.Web.Live.Freshness;

namespace Zrepl.Web.Api;

/// <summary>How old a job's copies are, in short. Ages are as of the answer.</summary>
internal sealed record FreshnessSummary(
    string State, int Datasets, int WithTarget, int Late, int Broken, string? WorstDataset, DateTimeOffset? WorstTakenAt, TimeSpan? WorstTarget, TimeSpan? WorstGrace)
{
    public static FreshnessSummary Of(JobStatus job, DateTimeOffset now)
    {
        var all = JobFreshness.Of(job, now);
        return new(
            all.Worst is null ? "unknown" : all.State.Word(), all.Datasets, all.Judged, all.Late, all.Broken, all.Worst?.Copy.Dataset, all.Worst?.Copy.TakenAt, all.Worst?.Target?.Rpo,
            all.Worst?.Target?.Grace);
    }
}

/// <summary>How old the copy of one dataset is.</summary>
internal sealed record FreshnessAnswer(
    string Dataset, string State, DateTimeOffset? TakenAt, TimeSpan? Age, string Snapshot, TimeSpan? Target, TimeSpan? Grace, string Reason, string? Error,
    DateTimeOffset? ErrorSince)
{
    public static FreshnessAnswer Of(DatasetFreshness one, JobStatus job) => new(
        one.Copy.Dataset, one.State.Word(), one.Copy.TakenAt, one.Age, one.Copy.Snapshot, one.Target?.Rpo, one.Target?.Grace, FreshnessWords.Reason(one, job),
        one.Copy.Error, one.Copy.ErrorSince);
}
