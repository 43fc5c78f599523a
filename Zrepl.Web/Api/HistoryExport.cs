using System.Net.Mime;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Api;

/// <summary>A list of the history as a file: everything that fits, written while it is read, so that its length costs no memory.</summary>
/// <param name="Name">Of the file, without its ending.</param>
/// <param name="ReadAll">Reads everything that fits, piece by piece.</param>
internal sealed record HistoryExport<T>(string Name, Func<RunFilter, CancellationToken, IAsyncEnumerable<T>> ReadAll)
{
    /// <summary>As lines of comma-separated values.</summary>
    public Task CsvAsync(HttpContext context, string heading, Func<T, string> line) => AnswerAsync(context, "csv", "text/csv; charset=utf-8", async items =>
    {
        await using var text = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await text.WriteAsync(heading);
        await foreach (var item in items) await text.WriteAsync(line(item));
    });

    /// <summary>As a JSON list.</summary>
    public Task JsonAsync<TAnswer>(HttpContext context, Func<T, CancellationToken, ValueTask<TAnswer>> answer) => AnswerAsync(
        context, "json", MediaTypeNames.Application.Json, items => JsonSerializer.SerializeAsync(
            context.Response.Body, Answers(items, answer, context.RequestAborted), context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions, context.RequestAborted));

    private static async IAsyncEnumerable<TAnswer> Answers<TAnswer>(
        IAsyncEnumerable<T> items, Func<T, CancellationToken, ValueTask<TAnswer>> answer, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var item in items.WithCancellation(cancellation)) yield return await answer(item, cancellation);
    }

    // Nothing is sent before the first piece is there, so that a history that cannot be read is told as such.
    private async Task AnswerAsync(HttpContext context, string extension, string type, Func<IAsyncEnumerable<T>, Task> write)
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var filter = HistoryAnswers.FilterOf(context.Request, problems);
        if (problems.Count > 0)
        {
            await Results.ValidationProblem(problems).ExecuteAsync(context);
            return;
        }

        await using var items = ReadAll(filter, context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
        bool hasFirst;
        try
        {
            hasFirst = await items.MoveNextAsync();
        }
        catch (DatabaseUnavailableException failure)
        {
            await HistoryAnswers.Unreadable(failure).ExecuteAsync(context);
            return;
        }

        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename={Name}.{extension}";
        await write(Rest(items, hasFirst));
    }

    private static async IAsyncEnumerable<T> Rest(IAsyncEnumerator<T> items, bool hasNext)
    {
        for (; hasNext; hasNext = await items.MoveNextAsync()) yield return items.Current;
    }
}
