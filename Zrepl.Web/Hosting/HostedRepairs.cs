using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Repairs;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Live.Repairs;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Hosting;

/// <summary>Asks the engine that a job belongs to.</summary>
internal sealed class HostedRepairs(ConfigurationInForce configuration, HostedEngines engines) : IRepairs
{
    /// <inheritdoc/>
    public async Task<RepairPlan?> LookAsync(string job, DatasetPath filesystem, CancellationToken cancellation) =>
        Find(job) is var (repairs, definition, jobs) ? await repairs.LookAsync(definition, jobs, filesystem, cancellation) : null;

    /// <inheritdoc/>
    public async Task<RepairResult?> RunAsync(
        string job, DatasetPath filesystem, string revision, int way, Func<RepairPlan, RepairWay, Task> begins, CancellationToken cancellation) =>
        Find(job) is var (repairs, definition, jobs) ? await repairs.RunAsync(definition, jobs, filesystem, revision, way, begins, cancellation) : null;

    private (JobRepairs Repairs, JobDefinition Definition, IReadOnlyCollection<JobDefinition> Jobs)? Find(string job)
    {
        IReadOnlyCollection<JobDefinition> jobs = [.. configuration.Current.Definition?.Jobs ?? []];
        return jobs.FirstOrDefault(one => one.Name.Text == job) is { } definition && engines.InstanceOf(definition) is { } engine
            ? (engine.RepairsWith(other => engines.InstanceOf(other) ?? engine), definition, jobs)
            : null;
    }
}
