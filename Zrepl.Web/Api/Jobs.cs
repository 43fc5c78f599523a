using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Web.Live.Previews;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/jobs</c>: what jobs are doing, and what operators ask of them.</summary>
internal static class Jobs
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("jobs");
        jobs.MapGet("/", (IStatusFeed feed, TimeProvider clock) => TypedResults.Ok(feed.Current.Select(job => JobSummary.Of(job, clock.GetUtcNow()))))
            .WithSummary("All jobs, in the order of the configuration").WithEntityTag();
        jobs.MapGet("/{job}", Results<Ok<JobSummary>, ProblemHttpResult> (string job, IStatusFeed feed, TimeProvider clock) =>
            Found(job, feed, status => JobSummary.Of(status, clock.GetUtcNow())))
            .WithSummary("One job in short").WithEntityTag();
        jobs.MapGet("/{job}/status", Results<Ok<JobStatus>, ProblemHttpResult> (string job, IStatusFeed feed) => Found(job, feed, status => status))
            .WithSummary("One job with all its reports").WithEntityTag();
        jobs.MapGet("/{job}/freshness", Results<Ok<FreshnessAnswer[]>, ProblemHttpResult> (string job, IStatusFeed feed, TimeProvider clock) =>
            Found<FreshnessAnswer[]>(job, feed, status => [.. JobFreshness.DatasetsOf(status, clock.GetUtcNow()).Select(one => FreshnessAnswer.Of(one, status))]))
            .WithSummary("How old the copy of each dataset is, the worst first");
        jobs.MapGet("/{job}/prune-preview", PreviewAsync).WithSummary(
            "Which snapshots pruning would destroy now, or will have destroyed by a time to come (asOf), and why each other one stays; destroys nothing");
        Map(jobs, JobAction.Wakeup, "Run now; a busy job runs again afterwards");
        Map(jobs, JobAction.Replicate, "Replicate now, without pruning");
        Map(jobs, JobAction.Prune, "Prune now, without replication");
        Map(jobs, JobAction.Snapshot, "Take snapshots now, followed by what follows snapshots in this job");
        Map(jobs, JobAction.Cancel, "Cancel the run under way, or else the snapshots under way");
        Map(jobs, JobAction.Resume, "End a pause");
        jobs.MapPost("/{job}/approve-pruning", Approve).WithSummary(
            "Let changed rules prune that wait because they destroy much more than the rules before; names the revision of the pruningHold that was seen, pruning begins at once")
            .RequireAuthorization(Policies.Administer);
        jobs.MapPost("/{job}/reset", Asked(JobAction.Cancel)).WithSummary("The same as cancel, in the word of the control socket")
            .RequireAuthorization(Policies.Operate);
        jobs.MapPost("/{job}/pause", Results<Accepted<JobAnswer>, ProblemHttpResult> (
            string job, [FromBody] PauseRequest? pause, HttpContext context, JobRequests requests, TimeProvider clock) =>
        {
            var (until, problem) = (pause ?? new()).End(clock.GetUtcNow());
            return problem is null ? Answer(requests.Ask(Actor.Of(context.User), JobAction.Pause, job, until))
                : Problems.Of(StatusCodes.Status400BadRequest, "No pause of this length", problem);
        }).WithSummary("Begin no runs by itself, until a time or until somebody resumes; snapshots go on; survives restarts")
            .RequireAuthorization(Policies.Operate);

        var all = api.MapGroup("").WithTags("jobs").RequireAuthorization(Policies.Operate);
        all.MapPost("/pause", Results<Ok<AnsweredJob[]>, ProblemHttpResult> (
            [FromBody] PauseRequest? pause, HttpContext context, JobRequests requests, TimeProvider clock) =>
        {
            var (until, problem) = (pause ?? new()).End(clock.GetUtcNow());
            return problem is null ? TypedResults.Ok(requests.AskAll(Actor.Of(context.User), JobAction.Pause, until).ToArray())
                : Problems.Of(StatusCodes.Status400BadRequest, "No pause of this length", problem);
        }).WithSummary("Pause all jobs with runs of their own");
        all.MapPost("/resume", (HttpContext context, JobRequests requests) =>
            TypedResults.Ok(requests.AskAll(Actor.Of(context.User), JobAction.Resume).ToArray())).WithSummary("End all pauses");
        all.MapPost("/cancel", (HttpContext context, JobRequests requests) =>
            TypedResults.Ok(requests.AskAll(Actor.Of(context.User), JobAction.Cancel).ToArray())).WithSummary("Cancel everything under way");
    }

    private static async Task<Results<Ok<IEnumerable<PrunePreviewAnswer>>, ProblemHttpResult>> PreviewAsync(
        string job, string? asOf, IPrunePreviews previews, TimeProvider clock, CancellationToken cancellation)
    {
        var time = default(DateTimeOffset);
        if (asOf is not null && !AsOfTime.TryParse(asOf, clock, out time, out var problem)) return Problems.Of(StatusCodes.Status400BadRequest, "Not a time to come", problem);
        return await previews.OfAsync(job, new() { AsOf = asOf is null ? null : time }, cancellation) is { } sides
            ? TypedResults.Ok(sides.Select(PrunePreviewAnswer.Of))
            : Refusal(new(JobOutcome.UnknownJob, $"Job {job} does not exist"));
    }

    private static Results<Accepted<JobAnswer>, ProblemHttpResult> Approve(
        string job, [FromBody] ApprovalRequest? approval, HttpContext context, JobRequests requests, IStatusFeed feed)
    {
        var tag = context.Request.GetTypedHeaders().IfMatch is [{ IsWeak: false } only] ? only.Tag.Value?.Trim('"') : null;
        if (approval?.Revision is { } named && tag is not null && named != tag)
            return Problems.Of(StatusCodes.Status400BadRequest, "Two revisions", $"The body names {named} and If-Match {tag}; nothing was approved.");
        var answer = requests.ApprovePruning(Actor.Of(context.User), job, approval?.Revision ?? (tag is "*" ? null : tag));
        if (answer.Outcome is not JobOutcome.RevisionNeeded) return Answer(answer);
        var path = $"/api/v1/jobs/{Uri.EscapeDataString(job)}";
        return Problems.Of(StatusCodes.Status428PreconditionRequired, "Which rules were looked at? Nothing was approved", feed.Find(job)?.PruningHold is { } hold
            ? $"{hold.Text}. GET {path} has that in pruningHold, and GET {path}/prune-preview each snapshot with the reasons. Then send {{\"revision\": \"…\"}} of that hold, or If-Match with it."
            : $"No changed rules wait for approval now. If some do, GET {path} has them in pruningHold, and its revision is to be sent.");
    }

    private static void Map(RouteGroupBuilder jobs, JobAction action, string summary) =>
        jobs.MapPost($"/{{job}}/{action.Word()}", Asked(action)).WithSummary(summary).RequireAuthorization(Policies.Operate);

    private static Func<string, HttpContext, JobRequests, Results<Accepted<JobAnswer>, ProblemHttpResult>> Asked(JobAction action) =>
        (job, context, requests) => Answer(requests.Ask(Actor.Of(context.User), action, job));

    private static Results<Ok<T>, ProblemHttpResult> Found<T>(string job, IStatusFeed feed, Func<JobStatus, T> show) =>
        feed.Find(job) is { } status ? TypedResults.Ok(show(status)) : Refusal(new(JobOutcome.UnknownJob, $"Job {job} does not exist"));

    private static Results<Accepted<JobAnswer>, ProblemHttpResult> Answer(JobAnswer answer) =>
        answer.IsSuccess ? TypedResults.Accepted((string?)null, answer) : Refusal(answer);

    private static ProblemHttpResult Refusal(JobAnswer answer) => Problems.Of(
        answer.Outcome is JobOutcome.UnknownJob ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, answer.Text,
        answer.Outcome is JobOutcome.UnknownJob ? "GET /api/v1/jobs lists all names." : null);
}
