using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Api;

/// <summary>Runs as lines of comma-separated values, in UTF-8 and with a heading.</summary>
internal static class RunCsv
{
    /// <summary>The heading.</summary>
    public const string Heading =
        "id,job,kind,number,reason,started,finished,seconds,result,datasets,failed_datasets,bytes,steps,snapshots_destroyed,error" + CsvText.LineEnd;

    /// <summary>The line of a run.</summary>
    public static string Line(RunSummary run) => CsvText.Line(
    [
        CsvText.Number(run.Id), run.Job, run.Kind.ToString().ToLowerInvariant(), CsvText.Number(run.Number), run.Reason.ToString().ToLowerInvariant(),
        CsvText.Moment(run.StartedAt), CsvText.Moment(run.FinishedAt), CsvText.Seconds(run.Duration),
        RunResults.Word(run.Outcome), CsvText.Number(run.Datasets), CsvText.Number(run.FailedDatasets), CsvText.Number(run.Bytes), CsvText.Number(run.Steps),
        CsvText.Number(run.SnapshotsDestroyed), run.Error ?? "",
    ]);
}
