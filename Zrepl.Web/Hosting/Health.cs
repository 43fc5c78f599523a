namespace Zrepl.Web.Hosting;

/// <summary>
/// <c>/healthz</c>: the process answers. <c>/readyz</c>: the jobs were started, and are not being stopped. Both are open to everybody, since they say one
/// word and what asks them is a load balancer or a supervisor without a secret.
/// </summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => Results.Text("ok\n")).WithSummary("The process answers").WithTags("health").AllowAnonymous();
        app.MapGet("/readyz", (Readiness readiness) =>
            Results.Text(readiness.Word + "\n", statusCode: readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable))
            .WithSummary("Jobs were started and are not being stopped; else 503").WithTags("health").AllowAnonymous();
    }
}
