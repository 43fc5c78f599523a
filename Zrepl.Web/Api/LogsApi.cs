using System.Globalization;
using System.Net.Mime;
using System.Text;
using Zrepl.Engine.Logging.Ring;
using Zrepl.Web.Live;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/logs</c>: the log lines in memory, page by page and as files.</summary>
internal static class LogsApi
{
    private const int UsualPage = 200, LargestPage = 1000;

    public static void MapLogs(this IEndpointRouteBuilder api)
    {
        var logs = api.MapGroup("").WithTags("logs");
        logs.MapGet("/logs", List).WithSummary("Log lines, the newest first; 'next' of the answer is 'before' of the next question");
        logs.MapGet("/logs.txt", DownloadText).WithSummary("All lines in memory that fit, the oldest first, as text");
        logs.MapGet("/logs.json", DownloadJson).WithSummary("All lines in memory that fit, the oldest first, as a JSON list");
    }

    private static IResult List(HttpRequest request, LogRing ring)
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var filter = FilterOf(request, problems);
        var most = HistoryAnswers.NumberOf(request, "limit", UsualPage, LargestPage, problems);
        var before = BeforeOf(request, problems);
        if (problems.Count > 0) return Results.ValidationProblem(problems);
        var found = ring.Newest(most + 1, filter.Fits, before);
        var lines = found.Take(most).Select(LogAnswer.Of).ToList();
        return Results.Ok(new LogList(lines, found.Length > most ? lines[^1].Sequence : null));
    }

    private static IResult DownloadText(HttpContext context, LogRing ring) => Download(context, ring, "txt", found =>
        Results.Text(string.Concat(found.Select(Line)), "text/plain; charset=utf-8", Encoding.UTF8));

    private static IResult DownloadJson(HttpContext context, LogRing ring) => Download(context, ring, "json", found =>
        Results.Json(found.Select(LogAnswer.Of), contentType: MediaTypeNames.Application.Json));

    private static IResult Download(HttpContext context, LogRing ring, string extension, Func<IEnumerable<LogEntry>, IResult> write)
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var filter = FilterOf(context.Request, problems);
        if (problems.Count > 0) return Results.ValidationProblem(problems);
        context.Response.Headers.ContentDisposition = $"attachment; filename=zrepl-log.{extension}";
        return write(ring.Newest(int.MaxValue, filter.Fits).Reverse());
    }

    private static LogFilter FilterOf(HttpRequest request, Dictionary<string, string[]> problems)
    {
        var word = request.Query["level"].ToString();
        var level = LogFilter.LevelOf(word);
        if (level is null && word.Length > 0) problems["level"] = [$"must be one of {string.Join(", ", LogFilter.LevelWords)}"];
        return new(
            level ?? LogLevel.Debug, Text("job"), Text("subsystem"), Text("text"), Text("trace"), MomentOf("from"), MomentOf("until"));

        DateTimeOffset? MomentOf(string name) => LogFilter.MomentOf(Text(name)) ?? HistoryAnswers.MomentOf(request, name, problems);

        string Text(string name) => request.Query[name].ToString();
    }

    private static long BeforeOf(HttpRequest request, Dictionary<string, string[]> problems)
    {
        if (request.Query["before"].ToString() is not { Length: > 0 } text) return long.MaxValue;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        problems["before"] = ["must be a value that an answer gave as next"];
        return long.MaxValue;
    }

    // One line each: what a field contains must not look like another line.
    private static string Line(LogEntry entry)
    {
        var text = new StringBuilder()
            .Append(entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture))
            .Append(" [").Append(LogFilter.WordOf(entry.Level)).Append("][").Append(entry.Job ?? "-").Append("][").Append(entry.Subsystem)
            .Append("][").Append(entry.Span).Append("]: ").Append(OneLine(entry.Message));
        foreach (var (name, value) in entry.Fields) text.Append(' ').Append(name).Append("=\"").Append(OneLine(value).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        return text.Append('\n').ToString();
    }

    private static string OneLine(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
