using System.Net.Mime;
using Zrepl.Engine.Tracing.Runs;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/traces</c>: the recorded runs and their files.</summary>
internal static class TracesApi
{
    public static void MapTraces(this IEndpointRouteBuilder api)
    {
        var traces = api.MapGroup("").WithTags("traces");
        traces.MapGet("/traces", (RunTraceFiles files, string? job) => Answer(() => Results.Ok(
            files.List().Where(trace => string.IsNullOrEmpty(job) || trace.Name.Job == job).Select(TraceAnswer.Of)))).WithSummary("Recorded runs, the newest first");
        traces.MapGet("/traces/{id}", (string id, RunTraceFiles files) => Answer(() => Download(id, files))).WithSummary("The trace of a run in the format of Chrome");
    }

    // The id is read as the name of a trace and nothing else, so that it can never be a path.
    private static IResult Download(string id, RunTraceFiles files) => RunTraceName.TryParse(id, out var name) && files.Open(name) is { } file
        ? Results.Stream(file, MediaTypeNames.Application.Json, fileDownloadName: id)
        : Results.Problem(title: "There is no such trace", detail: "It may have been deleted to make room for newer ones.", statusCode: StatusCodes.Status404NotFound);

    private static IResult Answer(Func<IResult> answer)
    {
        try
        {
            return answer();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Results.Problem(title: "The traces cannot be read", detail: failure.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
