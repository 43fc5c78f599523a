using Zrepl.Engine.Metrics;
using Zrepl.Engine.Status;
using Zrepl.Web.Security;

namespace Zrepl.Web.Api;

/// <summary>
/// <c>/metrics</c> for Prometheus. It names jobs and datasets, so it asks for a token of scope <c>metrics</c> or for somebody who is signed in; the listener of
/// <c>global.monitoring</c> in zrepl.yml stays as open as in Go zrepl. Source: spec D1.
/// </summary>
internal static class MetricsPage
{
    /// <summary>Maps it.</summary>
    /// <param name="app">Where.</param>
    /// <param name="isForEverybody">True if the settings open it.</param>
    public static void MapMetrics(this IEndpointRouteBuilder app, bool isForEverybody)
    {
        var page = app.MapGet("/metrics", (MetricRegistry registry, IStatusFeed feed, TimeProvider clock) =>
        {
            FreshnessMetrics.Set(registry, feed.Current, clock.GetUtcNow());
            using var text = new StringWriter();
            PrometheusText.Write(text, registry.Families);
            return TypedResults.Text(text.ToString(), PrometheusText.ContentType);
        }).WithTags("health").WithSummary("Metrics in the text format of Prometheus");
        if (isForEverybody) page.AllowAnonymous();
        else page.RequireAuthorization(Policies.Metrics);
    }
}
