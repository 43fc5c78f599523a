using Zrepl.Engine.Metrics;

namespace Zrepl.Engine.Jobs;

/// <summary>Requests that sink and source jobs served. Not in Go zrepl. Source: spec D2.</summary>
internal sealed class ServedRequestMetrics(MetricRegistry registry)
{
    private readonly MetricFamily _requests = registry.Counter(
        "zrepl_rpc_requests", "number of requests that ended, by the outcome: ok or error; of a stream, whether it was sent or received whole", "zrepl_job", "method", "result");

    private readonly MetricFamily _duration = registry.Histogram(
        "zrepl_rpc_duration_seconds", "seconds from the request to its end, that of its stream included", MetricRegistry.DefaultBuckets, "zrepl_job", "method");

    /// <summary>A request is over.</summary>
    /// <param name="job">The passive job.</param>
    /// <param name="method">As the protocol names it.</param>
    /// <param name="isSuccess">False if the client was told an error, has gone, or did not get its whole stream.</param>
    /// <param name="took">How long it took.</param>
    public void Answered(string job, string method, bool isSuccess, TimeSpan took)
    {
        _requests.With(job, method, isSuccess ? "ok" : "error").Add(1);
        _duration.With(job, method).Observe(took.TotalSeconds);
    }
}
