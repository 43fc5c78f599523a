using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Web.Security;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/jobs</c>.</summary>
internal static class Jobs
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("jobs");
        jobs.MapGet("/", (IStatusFeed feed) => feed.Current.Select(JobSummary.Of)).WithSummary("All jobs, in the order of the configuration");
        jobs.MapGet("/{job}", (string job, IStatusFeed feed) => Found(job, feed, JobSummary.Of)).WithSummary("One job in short");
        jobs.MapGet("/{job}/status", (string job, IStatusFeed feed) => Found(job, feed, status => status)).WithSummary("One job with all its reports");
        jobs.MapPost("/{job}/wakeup", (string job, IJobControl control) => Answer(control.Wakeup(job))).WithSummary("Run now; a busy job runs again afterwards").RequireAuthorization(Policies.Operate);
        jobs.MapPost("/{job}/reset", (string job, IJobControl control) => Answer(control.Reset(job))).WithSummary("Cancel the run under way").RequireAuthorization(Policies.Operate);
    }

    private static IResult Found<T>(string job, IStatusFeed feed, Func<JobStatus, T> show) =>
        feed.Find(job) is { } status ? Results.Ok(show(status)) : Answer(new(JobOutcome.UnknownJob, $"Job {job} does not exist"));

    private static IResult Answer(JobAnswer answer) => answer.IsSuccess
        ? Results.Accepted(value: answer)
        : Results.Problem(title: answer.Text, statusCode: answer.Outcome == JobOutcome.UnknownJob ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict);
}
