using System.Globalization;
using System.Net.Mime;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/traces</c>: the recorded runs and their files, and the recording of everything on request.</summary>
internal static class TracesApi
{
    /// <summary>
    /// Header of a trace that is still being written: the time of the answer in microseconds since 1970, on the clock of the events. With the parameter
    /// <c>offset</c> a reader gets what was added since.
    /// </summary>
    public const string RecordingHeader = "Zrepl-Recording";

    private const int UsualSeconds = 60;

    public static void MapTraces(this IEndpointRouteBuilder api)
    {
        var traces = api.MapGroup("").WithTags("traces");
        traces.MapGet("/traces", (RunTraceFiles files, string? job) => Answer(() => Results.Ok(
            files.List().Where(trace => string.IsNullOrEmpty(job) || trace.Name.Job == job).Select(TraceAnswer.Of)))).WithSummary("Recorded runs, the newest first");
        traces.MapGet("/traces/{id}", (string id, HttpResponse response, RunTraceFiles files, TimeProvider clock, long offset = 0) =>
            Answer(() => Download(id, offset, response, files, clock)))
            .WithSummary($"The trace of a run in the format of Chrome, from a byte on; the header {RecordingHeader} says that more will follow");
        traces.MapPost("/traces/recording", (HttpContext context, RecordingDesk recordings, int seconds = UsualSeconds) =>
            Answer(() => Record(seconds, recordings, Actor.Of(context.User)))).WithSummary("Record everything the daemon does for some seconds").RequireAuthorization(Policies.Operate);
        traces.MapDelete("/traces/recording", async (HttpContext context, RecordingDesk recordings) =>
        {
            await recordings.StopAsync(Actor.Of(context.User));
            return Results.NoContent();
        }).WithSummary("End the recording of everything before its time").RequireAuthorization(Policies.Operate);
    }

    // The id is read as the name of a trace and nothing else, so that it can never be a path.
    private static IResult Download(string id, long offset, HttpResponse response, RunTraceFiles files, TimeProvider clock)
    {
        if (!RunTraceName.TryParse(id, out var name)) return Absent();
        var isWritten = files.IsWritten(name); // asked first: what is written after the last byte was read would be missed otherwise
        if (files.Open(name) is not { } file) return Absent();
        if (isWritten)
            response.Headers[RecordingHeader] = ((clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);
        file.Position = Math.Clamp(offset, 0, file.Length);
        // Written by ourselves: the length that would be announced is that of the whole file.
        return Results.Stream(
            async output =>
            {
                await using (file) await file.CopyToAsync(output, response.HttpContext.RequestAborted);
            },
            MediaTypeNames.Application.Json, id);
    }

    private static IResult Record(int seconds, RecordingDesk recordings, Actor actor)
    {
        var longest = (int)EverythingRecorder.Longest.TotalSeconds;
        if (seconds < 1 || seconds > longest)
            return Results.ValidationProblem(new Dictionary<string, string[]> { ["seconds"] = [$"must be from 1 to {longest}"] });
        var name = recordings.Start(actor, TimeSpan.FromSeconds(seconds)).ToString();
        return Results.Accepted($"/api/v1/traces/{Uri.EscapeDataString(name)}", new RecordingAnswer(name));
    }

    private static IResult Absent() =>
        Results.Problem(title: "There is no such trace", detail: "It may have been deleted to make room for newer ones.", statusCode: StatusCodes.Status404NotFound);

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

/// <summary>A recording that has begun.</summary>
/// <param name="Id">Its id among the traces.</param>
internal sealed record RecordingAnswer(string Id);
