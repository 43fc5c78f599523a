using System.Collections.Immutable;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>A replication under way.</summary>
/// <param name="Name">The job.</param>
/// <param name="Kind">Running, or late if it is stalled.</param>
/// <param name="Word">What it does.</param>
/// <param name="Part">From 0 to 1; null if the amount is unknown.</param>
/// <param name="Amount">How much of how much.</param>
/// <param name="Rate">Bytes per second; null if unknown.</param>
/// <param name="TimeLeft">In words; empty if unknown.</param>
/// <param name="Progress">How many datasets are through.</param>
/// <param name="Datasets">Those at work.</param>
public sealed record TransferLine(
    string Name, StateKind Kind, string Word, double? Part, string Amount, double? Rate, string TimeLeft, string Progress,
    ImmutableArray<DatasetLine> Datasets)
{
    private const int MostDatasets = 6;

    /// <summary>Puts it in words.</summary>
    /// <param name="job">A job that replicates.</param>
    /// <param name="rateOf">Bytes per second of a dataset of a job.</param>
    public static TransferLine From(JobStatus job, Func<string, FilesystemReport, double?> rateOf)
    {
        var attempt = job.Replication?.Attempts.LastOrDefault();
        var filesystems = attempt?.Filesystems ?? [];
        var done = filesystems.Count(filesystem => filesystem.State is FilesystemState.Done);
        var failed = filesystems.Count(filesystem => filesystem.Error is not null);
        var active = filesystems.Where(filesystem => filesystem.IsActive() && filesystem.State is FilesystemState.Stepping).Take(MostDatasets);
        return new(
            job.Name.Text, JobWords.Kind(job), JobWords.Word(job), DatasetLine.PartOf(job.Transfer.Bytes), DatasetLine.AmountOf(job.Transfer.Bytes),
            job.Transfer.BytesPerSecond, DatasetLine.LeftOf(job.Transfer.TimeLeft), ProgressOf(job, filesystems.Count, done, failed),
            [.. active.Select(filesystem => DatasetLine.From(filesystem, rateOf(job.Name.Text, filesystem)))]);
    }

    private static string ProgressOf(JobStatus job, int all, int done, int failed)
    {
        if (JobWords.IsReconnecting(job))
        {
            var reason = job.Replication?.Attempts.LastOrDefault()?.PlanError?.Err;
            return reason is null ? "waiting for the other side to answer" : $"waiting for the other side: {reason}";
        }

        if (all == 0) return "finding out what is to be sent";
        return failed == 0 ? $"{done} of {JobWords.Count(all, "dataset")} done" : $"{done} of {JobWords.Count(all, "dataset")} done, {failed} failed";
    }
}
