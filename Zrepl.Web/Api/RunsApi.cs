using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/runs</c>: the history of runs, page by page, as files, one by one.</summary>
internal static class RunsApi
{
    private const int UsualPage = 100;

    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("").WithTags("runs");
        runs.MapGet("/runs", ListAsync).WithSummary("Runs, the newest first; 'next' of the answer is 'older' of the next question");
        runs.MapGet("/runs.csv", (HttpContext context, RunHistory history) => Export(history).CsvAsync(context, RunCsv.Heading, RunCsv.Line))
            .WithSummary("All runs that fit as CSV, streamed");
        runs.MapGet("/runs.json", (HttpContext context, RunHistory history) => Export(history).JsonAsync(context, (run, _) => ValueTask.FromResult(RunAnswer.Of(run))))
            .WithSummary("All runs that fit as a JSON list, streamed");
        runs.MapGet("/runs/{id:long}", FindAsync).WithSummary("One run with datasets, steps, prune decisions, snapshots and hooks");
    }

    private static HistoryExport<RunSummary> Export(RunHistory history) => new("zrepl-runs", history.ReadAllAsync);

    private static Task<IResult> ListAsync(HttpRequest request, RunHistory history, CancellationToken cancellation) => HistoryAnswers.AnswerAsync(async () =>
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var filter = HistoryAnswers.FilterOf(request, problems);
        var most = HistoryAnswers.NumberOf(request, "limit", UsualPage, RunHistory.LargestPage, problems);
        var older = HistoryAnswers.CursorOf(request, "older", problems);
        if (problems.Count > 0) return Results.ValidationProblem(problems);
        var page = await history.ListAsync(filter, most, olderThan: older, cancellation: cancellation);
        return Results.Ok(new RunList([.. page.Runs.Select(RunAnswer.Of)], page.HasOlder ? page.Runs[^1].Cursor.ToString() : null));
    });

    private static Task<IResult> FindAsync(long id, RunHistory history, CancellationToken cancellation) => HistoryAnswers.AnswerAsync(async () =>
    {
        if (await history.FindAsync(id, cancellation) is not { } run)
            return Results.Problem(title: $"Run {id} is not remembered", statusCode: StatusCodes.Status404NotFound);
        var decisions = new Dictionary<long, IReadOnlyList<PruneDecision>>();
        foreach (var pruned in run.Pruned.Where(pruned => pruned.HasDecisions)) decisions[pruned.Id] = await history.DecisionsAsync(pruned.Id, cancellation);
        return Results.Ok(RunReportAnswer.Of(run, decisions));
    });
}
