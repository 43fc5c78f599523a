using Zrepl.Engine.Logging;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Api.Metrics;

/// <summary>The page of metrics: what was counted all along, and what is only looked at when somebody asks. Source: spec D1, D2.</summary>
internal sealed class MetricsText(
    MetricRegistry registry, IStatusFeed feed, IDaemonFigures figures, ConfigurationInForce configuration, LogPipeline log,
    JobCertificates certificates, TimeProvider clock)
{
    private readonly Lock _one = new(); // two questions at once would undo each other's series
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    /// <summary>The page as it is now.</summary>
    public string Write()
    {
        lock (_one)
        {
            LookAlone();
            using var text = new StringWriter { NewLine = "\n" };
            PrometheusText.Write(text, registry.Families);
            return text.ToString();
        }
    }

    /// <summary>Answers a request with it.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(Write(), context.RequestAborted);
    }

    /// <summary>Takes over what is only looked at when somebody asks.</summary>
    public void Look()
    {
        lock (_one) LookAlone();
    }

    private void LookAlone()
    {
        var (jobs, now, version) = (feed.Current, clock.GetUtcNow(), VersionInformation.OfThisProgram);
        registry.Gauge("zrepl_start_time", "zrepl daemon start time and version", "raw", "version_info").With(version.Version, version.ToString()).Set(_started);
        registry.Gauge("zrepl_trace_active_tasks", "number of active (tracing-level) tasks in the daemon").With().Set(Tracer.ActiveTasks);
        registry.Counter("zrepl_trace_invariant_violations", "mistakes of zrepl in its own tracing, mended").With().Set(Tracer.Violations);
        registry.Gauge("zrepl_endpoint_abstractions_cache_entry_count", "number of holds and bookmarks of zrepl that are remembered").With().Set(figures.RememberedGuarantees);
        var entries = registry.Counter("zrepl_daemon_log_entries", "number of log entries per job task and level", "zrepl_job", "level");
        foreach (var (job, level, count) in log.Counts.Current) entries.With(job, level).Set(count);
        LookAtOutlets();
        ProcessMetrics.Set(registry, Tracer.ActiveTasks);
        FreshnessMetrics.Set(registry, jobs, now);
        StatusMetrics.Set(registry, jobs, now);
        CertificateMetrics.Set(registry, configuration.Current.Jobs.Select(job => job.Definition), certificates);
    }

    private void LookAtOutlets()
    {
        var lost = registry.Counter("zrepl_daemon_log_entries_lost", "number of log entries that an outlet could not take", "type", "target");
        lost.Remove(_ => true); // outlets come and go with the configuration
        foreach (var outlet in log.Outlets) lost.With(outlet.Type, outlet.Target).Add(outlet.Lost);
    }
}
