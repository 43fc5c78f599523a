using System.Globalization;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Api;

/// <summary>Runs as lines of comma-separated values (RFC 4180), in UTF-8 and with a heading.</summary>
internal static class RunCsv
{
    private const string LineEnd = "\r\n";

    /// <summary>The heading.</summary>
    public const string Heading =
        "id,job,kind,number,reason,started,finished,seconds,result,datasets,failed_datasets,bytes,steps,snapshots_destroyed,error" + LineEnd;

    /// <summary>The line of a run.</summary>
    public static string Line(RunSummary run) => string.Join(',', Cells(run).Select(Cell)) + LineEnd;

    private static string[] Cells(RunSummary run) =>
    [
        Number(run.Id), run.Job, run.Kind.ToString().ToLowerInvariant(), Number(run.Number), run.Reason.ToString().ToLowerInvariant(),
        Moment(run.StartedAt), Moment(run.FinishedAt), run.Duration?.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) ?? "",
        RunResults.Word(run.Outcome), Number(run.Datasets), Number(run.FailedDatasets), Number(run.Bytes), Number(run.Steps),
        Number(run.SnapshotsDestroyed), run.Error ?? "",
    ];

    // A text that a spreadsheet would take for a formula gets a quote before it: error texts come from other machines.
    private static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !long.TryParse(text, CultureInfo.InvariantCulture, out _)) text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) ?? "";
}
