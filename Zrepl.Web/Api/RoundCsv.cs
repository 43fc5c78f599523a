using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Api;

/// <summary>Rounds of snapshots as lines of comma-separated values, in UTF-8 and with a heading.</summary>
internal static class RoundCsv
{
    /// <summary>The heading.</summary>
    public const string Heading = "id,job,reason,started,finished,seconds,result,created,failed,missed_points,error" + CsvText.LineEnd;

    /// <summary>The line of a round.</summary>
    public static string Line(ListedRound listed)
    {
        var round = listed.Round;
        return CsvText.Line(
        [
            CsvText.Number(listed.Id), listed.Job, round.Reason.ToString().ToLowerInvariant(), CsvText.Moment(round.StartedAt), CsvText.Moment(round.FinishedAt),
            CsvText.Seconds(round.FinishedAt - round.StartedAt), round.Outcome.ToString().ToLowerInvariant(), CsvText.Number(round.Created), CsvText.Number(round.Failed),
            CsvText.Number(round.MissedPoints), round.Error ?? "",
        ]);
    }
}
