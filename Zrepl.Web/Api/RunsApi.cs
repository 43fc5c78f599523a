using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
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
        runs.MapGet("/runs.csv", (HttpContext context, RunHistory history) => ExportAsync(context, history, "csv", "text/csv; charset=utf-8", WriteCsvAsync))
            .WithSummary("All runs that fit as CSV, streamed");
        runs.MapGet("/runs.json", (HttpContext context, RunHistory history) => ExportAsync(context, history, "json", MediaTypeNames.Application.Json, WriteJsonAsync))
            .WithSummary("All runs that fit as a JSON list, streamed");
        runs.MapGet("/runs/{id:long}", FindAsync).WithSummary("One run with datasets, steps, prune decisions, snapshots and hooks");
    }

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

    // Nothing is sent before the first piece is there, so that a history that cannot be read is told as such.
    private static async Task ExportAsync(
        HttpContext context, RunHistory history, string extension, string type, Func<HttpContext, IAsyncEnumerable<RunSummary>, Task> write)
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var filter = HistoryAnswers.FilterOf(context.Request, problems);
        if (problems.Count > 0)
        {
            await Results.ValidationProblem(problems).ExecuteAsync(context);
            return;
        }

        try
        {
            await history.ListAsync(filter, 1, cancellation: context.RequestAborted);
        }
        catch (DatabaseUnavailableException failure)
        {
            await HistoryAnswers.Unreadable(failure).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=zrepl-runs.{extension}";
        await write(context, history.ReadAllAsync(filter, context.RequestAborted));
    }

    private static async Task WriteCsvAsync(HttpContext context, IAsyncEnumerable<RunSummary> runs)
    {
        await using var text = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await text.WriteAsync(RunCsv.Heading);
        await foreach (var run in runs) await text.WriteAsync(RunCsv.Line(run));
    }

    private static Task WriteJsonAsync(HttpContext context, IAsyncEnumerable<RunSummary> runs) => JsonSerializer.SerializeAsync(
        context.Response.Body, Answers(runs), context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions, context.RequestAborted);

    private static async IAsyncEnumerable<RunAnswer> Answers(IAsyncEnumerable<RunSummary> runs)
    {
        await foreach (var run in runs) yield return RunAnswer.Of(run);
    }
}
