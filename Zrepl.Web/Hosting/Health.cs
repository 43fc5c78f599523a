namespace Zrepl.Web.Hosting;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: the jobs were started, and are not being stopped.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        app.MapGet("/readyz", (Readiness readiness) =>
            Results.Text(readiness.Word + "\n", statusCode: readiness.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable));
    }
}
