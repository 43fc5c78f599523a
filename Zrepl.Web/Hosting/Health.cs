namespace Zrepl.Web.Hosting;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: the jobs were started, and are not being stopped.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var lifetime = app.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();
        app.MapGet("/healthz", () => Results.Text("ok\n"));
        app.MapGet("/readyz", () =>
            lifetime.ApplicationStopping.IsCancellationRequested ? NotReady("stopping")
            : lifetime.ApplicationStarted.IsCancellationRequested ? Results.Text("ok\n") : NotReady("starting"));
    }

    private static IResult NotReady(string why) => Results.Text(why + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
