using Microsoft.AspNetCore.Http.HttpResults;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/audit</c>: who did what, in pages.</summary>
internal static class Audit
{
    private const int UsualPage = 100;
    private const int LargestPage = 1000;

    public static void MapAudit(this IEndpointRouteBuilder api) =>
        api.MapGet("/audit", ReadAsync).WithTags("audit").RequireAuthorization(Policies.Administer).WithEntityTag()
        .WithSummary("Who did what, newest first; the next page begins before the id of the last entry");

    private static async Task<Results<Ok<List<AuditEntity>>, ProblemHttpResult>> ReadAsync(
        AuditTrail audit, CancellationToken cancellation, long? before = null, string text = "", int count = UsualPage) =>
        count is < 1 or > LargestPage
            ? Problems.Of(StatusCodes.Status400BadRequest, "No page of this size", $"count is from 1 to {LargestPage}.")
            : TypedResults.Ok(await audit.ReadAsync(before, text, count, cancellation));
}
