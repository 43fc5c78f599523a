using Zrepl.Engine.Metrics;

namespace Zrepl.Web.Api.Metrics;

/// <summary>Requests that came in by the control socket, those for the status excepted: clients ask for it every second. Source: spec B1, D1.</summary>
internal sealed class ControlMetrics(MetricRegistry registry, TimeProvider clock)
{
    private readonly MetricFamily _begun = registry.Counter("zrepl_control_request_begin", "number of requests to the control socket that were begun", "endpoint");

    private readonly MetricFamily _finished = registry.Histogram(
        "zrepl_control_request_finished", "seconds until a request to the control socket was answered",
        [1e-6, 1e-5, 1e-4, 5e-4, 1e-3, 1e-2, 0.1, 0.2, 0.4, 0.8, 1, 10, 20], "endpoint");

    /// <summary>Counts a request and takes its time.</summary>
    public async Task CountAsync(string endpoint, HttpContext context, Func<HttpContext, Task> answer)
    {
        var began = clock.GetTimestamp();
        _begun.With(endpoint).Add(1);
        try
        {
            await answer(context);
        }
        finally
        {
            _finished.With(endpoint).Observe(clock.GetElapsedTime(began).TotalSeconds);
        }
    }
}
