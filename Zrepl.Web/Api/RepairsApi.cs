using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Zrepl.Web.Live.Repairs;
using Zrepl.Web.Security;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/jobs/JOB/repair</c>: copies that replication cannot go on with.</summary>
internal static class RepairsApi
{
    public static void MapRepairs(this IEndpointRouteBuilder api)
    {
        var repairs = api.MapGroup("/jobs").WithTags("jobs");
        repairs.MapGet("/{job}/repair", async Task<Results<Ok<RepairAnswer>, ProblemHttpResult>> (
                string job, string? dataset, RepairDesk desk, CancellationToken cancellation) =>
                await desk.LookAsync(job, dataset ?? "", cancellation) switch
                {
                    RepairReply.Shown shown => TypedResults.Ok(RepairAnswer.Of(shown.Plan)),
                    var other => Refusal(other, "The copy cannot be looked at"),
                })
            .WithSummary("How the copy of a dataset stands, and the numbered ways out with what is lost by each; changes nothing");
        repairs.MapPost("/{job}/repair", async Task<Results<Ok<RepairAnswer>, ProblemHttpResult>> (
                string job, [FromBody] RepairRequest request, HttpContext context, RepairDesk desk) =>
                await desk.RunAsync(Actor.Of(context.User), job, request.Dataset, request.Way, request.Revision) switch
                {
                    RepairReply.Done done => TypedResults.Ok(RepairAnswer.Of(done.Now)),
                    var other => Refusal(other, "Nothing was repaired"),
                })
            .WithSummary("Go one of the ways out that were shown; needs the revision of what was shown, and is refused if anything has changed since")
            .RequireAuthorization(Policies.Administer);
    }

    private static ProblemHttpResult Refusal(RepairReply reply, string title) => reply switch
    {
        RepairReply.Interrupted interrupted => Problems.Of(StatusCodes.Status500InternalServerError, "The repair was begun and not ended", interrupted.Reason),
        RepairReply.Refused { IsUnknown: true } refused => Problems.Of(StatusCodes.Status404NotFound, title, refused.Reason),
        RepairReply.Refused { Now: { } now } refused => TypedResults.Problem(
            title: title, detail: refused.Reason, statusCode: StatusCodes.Status409Conflict, extensions: new Dictionary<string, object?> { ["now"] = RepairAnswer.Of(now) }),
        RepairReply.Refused refused => Problems.Of(StatusCodes.Status409Conflict, title, refused.Reason),
        _ => throw new InvalidOperationException($"unknown reply {reply}"),
    };
}
