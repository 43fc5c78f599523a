using Zrepl.Engine.Metrics;
using Zrepl.Web.Security;

namespace Zrepl.Web.Api.Metrics;

/// <summary>
/// <c>/metrics</c> for Prometheus. It names jobs and datasets, so it asks for a token of scope <c>metrics</c> or for somebody who is signed in; the listener of
/// <c>global.monitoring</c> in zrepl.yml is as open as in Go zrepl. Source: spec D1.
/// </summary>
internal static class MetricsPage
{
    /// <summary>Maps it.</summary>
    /// <param name="app">Where.</param>
    /// <param name="isForEverybody">True if the settings open it.</param>
    public static void MapMetrics(this IEndpointRouteBuilder app, bool isForEverybody)
    {
        var page = app.MapGet("/metrics", (MetricsText metrics) => TypedResults.Text(metrics.Write(), PrometheusText.ContentType))
            .WithTags("health").WithSummary("Metrics in the text format of Prometheus");
        if (isForEverybody) page.AllowAnonymous();
        else page.RequireAuthorization(Policies.Metrics);
    }
}
