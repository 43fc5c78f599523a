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
                string job, string dataset, RepairDesk desk, CancellationToken cancellation) =>
                await desk.LookAsync(job, dataset, cancellation) switch
                {
                    RepairReply.Shown shown => TypedResults.Ok(RepairAnswer.Of(shown.Plan)),
                    var other => Refusal(other),
                })
            .WithSummary("How the copy of a dataset stands, and the numbered ways out with what is lost by each; changes nothing");
        repairs.MapPost("/{job}/repair", async Task<Results<Ok<RepairAnswer>, ProblemHttpResult>> (
                string job, [FromBody] RepairRequest request, HttpContext context, RepairDesk desk, CancellationToken cancellation) =>
                await desk.RunAsync(Actor.Of(context.User), job, request.Dataset, request.Way, request.Revision, cancellation) switch
                {
                    RepairReply.Done done => TypedResults.Ok(RepairAnswer.Of(done.Now)),
                    var other => Refusal(other),
                })
            .WithSummary("Go one of the ways out that were shown; needs the revision of what was shown, and is refused if anything has changed since")
            .RequireAuthorization(Policies.Administer);
    }

    private static ProblemHttpResult Refusal(RepairReply reply) => reply is RepairReply.Refused refused
        ? Problems.Of(refused.IsUnknown ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, "Nothing was repaired", refused.Reason)
        : throw new InvalidOperationException($"unknown reply {reply}");
}
