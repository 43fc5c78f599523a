using System.Collections.Immutable;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Tracing.Commands;
using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Jobs;

/// <summary>How long commands of <c>zfs</c> and <c>zpool</c> take, per job. Source: spec D1.</summary>
internal sealed class ZfsCommandMetrics(MetricRegistry registry)
{
    private const string NoJob = "_nojobid"; // upstream's word for work that belongs to no job
    private const double Unknown = -1; // .NET reaps processes without asking for their times

    private static readonly ImmutableArray<double> Buckets = [0.01, 0.1, 0.2, 0.5, 0.75, 1, 2, 5, 10, 60];

    private readonly MetricFamily _runTime = Family(registry, "zrepl_zfscmd_runtime", "seconds from the start of the command to its end");
    private readonly MetricFamily _systemTime = Family(registry, "zrepl_zfscmd_systemtime", "seconds of system time; -1 if unknown");
    private readonly MetricFamily _userTime = Family(registry, "zrepl_zfscmd_usertime", "seconds of user time; -1 if unknown");

    /// <summary>A command has ended.</summary>
    public void Finished(FinishedZfsCommand finished)
    {
        var labels = new[] { finished.Job ?? NoJob, finished.Command.Program == ZfsProgram.Zfs ? "zfs" : "zpool", finished.Command.Verb };
        _runTime.With(labels).Observe(finished.Elapsed.TotalSeconds);
        _systemTime.With(labels).Observe(Unknown);
        _userTime.With(labels).Observe(Unknown);
    }

    private static MetricFamily Family(MetricRegistry registry, string name, string help) =>
        registry.Histogram(name, help, Buckets, "jobid", "zfsbinary", "zfsverb");
}
