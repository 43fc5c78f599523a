using System.Collections.Immutable;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

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
    /// <param name="datasets">How many of its datasets are shown at most; never more than six.</param>
    public static TransferLine From(JobStatus job, Func<string, FilesystemReport, double?> rateOf, int datasets)
    {
        var attempt = job.Replication?.Attempts.LastOrDefault();
        var filesystems = attempt?.Filesystems ?? [];
        var active = filesystems.Where(filesystem => filesystem.IsActive() && filesystem.State is FilesystemState.Stepping).Take(Math.Min(datasets, MostDatasets));
        return new(
            job.Name.Text, JobWords.Kind(job), JobWords.Word(job), DatasetLine.PartOf(job.Transfer.Bytes), DatasetLine.AmountOf(job.Transfer.Bytes),
            job.Transfer.BytesPerSecond, DatasetLine.LeftOf(job.Transfer.TimeLeft), ProgressOf(job),
            [.. active.Select(filesystem => DatasetLine.From(filesystem, rateOf(job.Name.Text, filesystem)))]);
    }

    /// <summary>How many datasets are through.</summary>
    public static string ProgressOf(JobStatus job)
    {
        if (OtherSide.IsAwaited(job))
        {
            var reason = OtherSide.Failure(job);
            return reason is null ? "waiting for the other side to answer" : $"waiting for the other side: {reason}";
        }

        var filesystems = job.Replication?.Attempts.LastOrDefault()?.Filesystems ?? [];
        var (all, done, failed) = (filesystems.Count, filesystems.Count(filesystem => filesystem.State is FilesystemState.Done), filesystems.Count(filesystem => filesystem.Error is not null));
        if (all == 0) return "finding out what is to be sent";
        return failed == 0 ? $"{done} of {JobWords.Count(all, "dataset")} done" : $"{done} of {JobWords.Count(all, "dataset")} done, {failed} failed";
    }
}
