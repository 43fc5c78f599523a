using Zrepl.Engine.Snapshotting;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/snapshot-rounds</c>: rounds of snapshots, page by page and as files, with what failed and what hooks said.</summary>
internal static class SnapshotRoundsApi
{
    private const int UsualPage = 20, LargestPage = 100;

    public static void MapSnapshotRounds(this IEndpointRouteBuilder api)
    {
        var rounds = api.MapGroup("").WithTags("runs");
        rounds.MapGet("/snapshot-rounds", ListAsync).WithSummary("Rounds of snapshots, the newest first; 'next' of the answer is 'older' of the next question");
        rounds.MapGet("/snapshot-rounds.csv", (HttpContext context, SnapshotRounds all) => Export(all).CsvAsync(context, RoundCsv.Heading, RoundCsv.Line))
            .WithSummary("All rounds of snapshots that fit as CSV, streamed");
        rounds.MapGet("/snapshot-rounds.json", (HttpContext context, SnapshotRounds all) => Export(all).JsonAsync(
            context, async (listed, cancellation) => RoundAnswer.Of(listed, await all.NotesAsync(listed, cancellation))))
            .WithSummary("All rounds of snapshots that fit as a JSON list, streamed, with what failed and what hooks said");
    }

    private static HistoryExport<ListedRound> Export(SnapshotRounds rounds) => new("zrepl-snapshot-rounds", rounds.ReadAllAsync);

    private static Task<IResult> ListAsync(HttpRequest request, SnapshotRounds rounds, CancellationToken cancellation) => HistoryAnswers.AnswerAsync(async () =>
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var filter = HistoryAnswers.FilterOf(request, problems);
        var most = HistoryAnswers.NumberOf(request, "limit", UsualPage, LargestPage, problems);
        var older = HistoryAnswers.CursorOf(request, "older", problems);
        if (problems.Count > 0) return Results.ValidationProblem(problems);
        var page = await rounds.ListAsync(filter, most, older, cancellation);
        var answers = new List<RoundAnswer>();
        foreach (var listed in page.Rounds) answers.Add(RoundAnswer.Of(listed, await rounds.NotesAsync(listed, cancellation)));
        return Results.Ok(new RoundList(answers, page.HasOlder ? page.Rounds[^1].Cursor.ToString() : null));
    });
}

/// <summary>One round of snapshots in the REST API.</summary>
internal sealed record RoundAnswer(
    long Id, string Job, DateTimeOffset Started, DateTimeOffset Finished, SnapshotRunReason Reason, SnapshotRunOutcome Outcome, int Created, int Failed, int MissedPoints,
    string? Error, IReadOnlyList<SnapshotNote> Snapshots)
{
    public static RoundAnswer Of(ListedRound listed, IReadOnlyList<SnapshotNote> notes)
    {
        var round = listed.Round;
        return new(
            listed.Id, listed.Job, round.StartedAt, round.FinishedAt, round.Reason, round.Outcome, round.Created, round.Failed, round.MissedPoints, round.Error, notes);
    }
}

/// <summary>A piece of the list of rounds.</summary>
/// <param name="Rounds">The rounds, the newest first.</param>
/// <param name="Next">Where the next piece begins; null if this is the last.</param>
internal sealed record RoundList(IReadOnlyList<RoundAnswer> Rounds, string? Next);
