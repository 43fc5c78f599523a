using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Zrepl.Engine.Tracing;
using Zrepl.Web.Api.Metrics;

namespace Zrepl.Web.Api;

/// <summary>
/// Go zrepl's control API over HTTP/1.1 on a unix socket: <c>/version</c>, <c>/status</c>, <c>/signal</c>, <c>/debug/pprof</c>, any method, exact paths; and <c>/health</c> and <c>/repair</c> of our own. Errors are bare
/// text, which the Go client prints as it is. Source: spec B1, H2.
/// </summary>
internal static class ControlSocket
{
    /// <summary>Settings of the listener: requests that come in by it are marked.</summary>
    public static void Listen(ListenOptions options)
    {
        options.Protocols = HttpProtocols.Http1;
        options.Use(next => connection =>
        {
            connection.Features.Set(Mark.Instance);
            return next(connection);
        });
    }

    /// <summary>True for requests that came in by the socket.</summary>
    public static bool IsRequestOf(HttpContext context) => context.Features.Get<Mark>() is not null;

    /// <summary>The whole of what the socket serves.</summary>
    public static void Configure(IApplicationBuilder branch)
    {
        var answers = branch.ApplicationServices.GetRequiredService<ControlAnswers>();
        var metrics = branch.ApplicationServices.GetRequiredService<ControlMetrics>();
        branch.Use(async (context, next) =>
        {
            using var job = JobScope.Enter(InternalJobs.Control); // as Go zrepl names it in log lines
            await next(context);
        });
        branch.Run(context => context.Request.Path.Value switch
        {
            "/version" => metrics.CountAsync("/version", context, answers.VersionAsync),
            "/status" => answers.StatusAsync(context),
            "/health" => metrics.CountAsync("/health", context, answers.HealthAsync),
            "/repair" => metrics.CountAsync("/repair", context, answers.RepairAsync),
            "/signal" => metrics.CountAsync("/signal", context, answers.SignalAsync),
            "/debug/pprof" => metrics.CountAsync("/debug/pprof", context, answers.PprofAsync),
            _ => TextAsync(context, StatusCodes.Status404NotFound, "404 page not found"),
        });
    }

    internal static async Task TextAsync(HttpContext context, int status, string text)
    {
        var body = Encoding.UTF8.GetBytes(text + "\n");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private sealed class Mark
    {
        public static readonly Mark Instance = new();
    }
}
