using Zrepl.Engine.Metrics;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Api.Metrics;

/// <summary>Ages of copies as metrics, made at each question: they change although nothing happens. Of a job with many datasets, only the worst have series.</summary>
internal static class FreshnessMetrics
{
    /// <summary>So many series a job has at most.</summary>
    public const int MostDatasets = 200;

    /// <summary>Sets the gauges; for one question at a time.</summary>
    public static void Set(MetricRegistry registry, IEnumerable<JobStatus> jobs, DateTimeOffset now)
    {
        var age = registry.Gauge("zrepl_copy_age_seconds", $"age of the newest copy on the other side, of the {MostDatasets} datasets of each job that are worst off", "zrepl_job", "filesystem");
        var worst = registry.Gauge("zrepl_copy_worst_age_seconds", "age of the copy that is worst off compared with its target", "zrepl_job");
        var target = registry.Gauge("zrepl_copy_target_seconds", "how old copies of the job may be, without the grace", "zrepl_job");
        var alarming = registry.Gauge("zrepl_copies_not_fresh", "number of datasets whose copy is late or broken", "zrepl_job", "state");
        foreach (var family in new[] { age, worst, target, alarming }) family.Remove(_ => true);
        foreach (var job in jobs.Where(job => !job.Copies.IsEmpty))
        {
            var name = job.Name.Text;
            var all = JobFreshness.Of(job, now);
            if (all.Worst?.Age is { } oldest) worst.With(name).Set(oldest.TotalSeconds);
            if (job.Targets.Usual is { } usual) target.With(name).Set(usual.Rpo.TotalSeconds);
            alarming.With(name, "late").Set(all.Late);
            alarming.With(name, "broken").Set(all.Broken);
            foreach (var one in JobFreshness.DatasetsOf(job, now).Where(one => one.Age is not null).Take(MostDatasets))
                age.With(name, one.Copy.Dataset).Set(one.Age!.Value.TotalSeconds); // asked for in the line before
        }
    }
}
