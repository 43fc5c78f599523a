using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Zrepl.Web.Data;

namespace Zrepl.Web.Api;

/// <summary>Problem details (RFC 9457) of the REST API.</summary>
internal static class Problems
{
    /// <summary>What went wrong and what to do about it.</summary>
    public static ProblemHttpResult Of(int status, string title, string? detail = null) =>
        TypedResults.Problem(title: title, detail: detail, statusCode: status);

    /// <summary>Says what ended a request: a database in trouble, a body that cannot be read, or a mistake of ours, which the log has in full.</summary>
    public static Task OfFailureAsync(HttpContext context)
    {
        var problem = context.Features.Get<IExceptionHandlerFeature>()?.Error switch
        {
            DatabaseUnavailableException failure =>
                Of(StatusCodes.Status503ServiceUnavailable, "The database cannot be used now", failure.Message + ". Jobs go on meanwhile."),
            BadHttpRequestException wrong => Of(wrong.StatusCode, "The request cannot be understood", wrong.Message),
            _ => Of(
                StatusCodes.Status500InternalServerError, "A mistake of zrepl", "The log of the daemon has it in full; please report it. Jobs are not affected."),
        };
        return problem.ExecuteAsync(context);
    }
}
