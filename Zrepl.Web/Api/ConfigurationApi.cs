using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Data.Configurations;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Live.Previews;
using Zrepl.Web.Security;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/config</c>: the files of the configuration, read, checked, reviewed, saved and taken over.</summary>
internal static class ConfigurationApi
{
    public static void MapConfiguration(this IEndpointRouteBuilder api)
    {
        var config = api.MapGroup("/config").WithTags("config").RequireAuthorization(Policies.Administer);
        config.MapGet("/", (ConfigurationDesk desk) => Answer(() => TypedResults.Ok(desk.Files.Select(file => new FileAnswer(file, desk.Read(file).Revision)).ToArray())))
            .WithSummary("The files, the main one first, with their revisions");
        config.MapGet("/file", (ConfigurationDesk desk, HttpResponse response, string? path) => Answer(() =>
        {
            var file = desk.Read(path ?? desk.Files[0]);
            response.Headers[HeaderNames.ETag] = $"\"{file.Revision}\"";
            KeepOutOfCaches(response);
            return TypedResults.Text(file.Text, "application/yaml");
        })).WithSummary("Text of a file; its ETag is the revision that saving asks for");
        config.MapPost("/check", async (ConfigurationDesk desk, [FromBody] TextRequest request, CancellationToken cancellation) =>
            TypedResults.Ok((await desk.CheckAsync(request.Path ?? desk.Files[0], request.Text, cancellation)).Problems.Select(ProblemAnswer.Of)))
            .WithSummary("What configcheck would say if a file said this; nothing is written");
        config.MapPost("/review", ReviewAsync).WithSummary("What saving a text would mean and lead to; nothing is written");
        config.MapPost("/prune-preview", PreviewAsync).WithSummary(
            "What a job would prune if a file said this, now or until a time to come; nothing is written, nothing destroyed");
        config.MapPut("/file", SaveAsync).WithSummary("Save a file and take it over; If-Match is its revision");
        config.MapPost("/reload", ReloadAsync).WithSummary("Take over what is on disk");
        config.MapGet("/versions", async (ConfigurationDesk desk, ConfigurationVersions versions, string? path, CancellationToken cancellation) =>
            TypedResults.Ok(await versions.OfAsync(path ?? desk.Files[0], cancellation))).WithSummary("Earlier versions of a file, the newest first").WithEntityTag();
        config.MapGet("/versions/{id:long}", async Task<Results<ContentHttpResult, ProblemHttpResult>> (
                long id, ConfigurationVersions versions, HttpResponse response, CancellationToken cancellation) =>
        {
            KeepOutOfCaches(response);
            return await versions.FindAsync(id, cancellation) is { } found
                ? TypedResults.Text(found.Text, "application/yaml")
                : Problems.Of(StatusCodes.Status404NotFound, "There is no such version");
        }).WithSummary("Text of an earlier version");
    }

    // It may hold passwords. An ETag alone would make it one that may be kept and asked about again.
    private static void KeepOutOfCaches(HttpResponse response) => response.Headers.CacheControl = "no-store";

    private static Task<IResult> ReviewAsync(ConfigurationDesk desk, [FromBody] TextRequest request, CancellationToken cancellation) => AnswerAsync(async () =>
        TypedResults.Ok(ReviewAnswer.Of(await desk.ReviewAsync(request.Path ?? desk.Files[0], request.Text, cancellation))));

    private static async Task<IResult> PreviewAsync(
        ConfigurationDesk desk, EditedJobTrials trials, TimeProvider clock, HttpContext context, [FromBody] EditedPruneRequest request, CancellationToken cancellation)
    {
        var time = default(DateTimeOffset);
        if (request.AsOf is { } asOf && !AsOfTime.TryParse(asOf, clock, out time, out var problem)) return Problems.Of(StatusCodes.Status400BadRequest, "Not a time to come", problem);
        if (desk.Check(request.Path ?? desk.Files[0], request.Text) is not { Definition: { } definition })
            return Problems.Of(StatusCodes.Status422UnprocessableEntity, "The text has errors", "POST /api/v1/config/check tells which.");
        var edited = definition.Jobs.FirstOrDefault(job => job.Name.Text == request.Job);
        return edited is not null && await trials.PreviewAsync(Actor.Of(context.User), edited, request.AsOf is null ? null : time, cancellation) is { } sides
            ? TypedResults.Ok(sides.Select(PrunePreviewAnswer.Of))
            : Problems.Of(StatusCodes.Status404NotFound, $"Job {request.Job} does not exist", "The text defines no job of that name.");
    }

    private static async Task<IResult> SaveAsync(ConfigurationDesk desk, HttpContext context, string? path, CancellationToken cancellation)
    {
        if (context.Request.GetTypedHeaders().IfMatch is not [{ IsWeak: false } tag])
            return Problems.Of(StatusCodes.Status428PreconditionRequired, "Which revision is to be replaced?", "Send If-Match with the ETag of GET /api/v1/config/file.");
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(cancellation);
        var answer = await desk.SaveAsync(Actor.Of(context.User), path ?? desk.Files[0], text, tag.Tag.Value?.Trim('"') ?? "", cancellation);
        return answer.Outcome switch
        {
            SaveOutcome.Saved or SaveOutcome.Unchanged or SaveOutcome.NotTakenOver => TypedResults.Ok(answer),
            SaveOutcome.ChangedMeanwhile => Problems.Of(StatusCodes.Status412PreconditionFailed, "The file was changed meanwhile", answer.Text),
            SaveOutcome.UnknownFile => Problems.Of(StatusCodes.Status404NotFound, "There is no such file", "GET /api/v1/config lists them."),
            SaveOutcome.Illegal => Problems.Of(StatusCodes.Status422UnprocessableEntity, "The text has errors; nothing was written",
                string.Join('\n', answer.Problems.Select(problem => problem.ToString()))),
            SaveOutcome.NotAllowed => Problems.Of(StatusCodes.Status403Forbidden, answer.Text),
            _ => Problems.Of(StatusCodes.Status409Conflict, "Not saved", answer.Text),
        };
    }

    private static async Task<Results<Ok<ReloadResult>, ProblemHttpResult>> ReloadAsync(ConfigurationDesk desk, HttpContext context, CancellationToken cancellation) =>
        await desk.ReloadAsync(Actor.Of(context.User), cancellation) is { } result
            ? TypedResults.Ok(result)
            : Problems.Of(StatusCodes.Status422UnprocessableEntity, "Not taken over; the old configuration stays", "The log says why; POST /api/v1/config/check tells too.");

    private static Task<IResult> Answer(Func<IResult> answer) => AnswerAsync(() => Task.FromResult(answer()));

    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (ConfigurationFileException failure)
        {
            return Problems.Of(StatusCodes.Status409Conflict, "The file cannot be used", failure.Message);
        }
    }
}
