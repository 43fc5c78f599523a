using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Hosting;

/// <summary>Asks the engine that each changed job belongs to.</summary>
internal sealed class HostedConsequences(HostedEngines engines) : IChangeConsequences
{
    /// <inheritdoc/>
    public async Task<ImmutableArray<ChangeConsequence>> OfAsync(ConfigurationChange change, CancellationToken cancellation)
    {
        var found = ImmutableArray.CreateBuilder<ChangeConsequence>();
        foreach (var job in change.Jobs)
        {
            if ((job.After ?? job.Before) is not { } definition || engines.InstanceOf(definition) is not { } engine) continue;
            try
            {
                found.AddRange(await new ChangeConsequences(engine.Preview, engine.Zfs).OfAsync(job, cancellation));
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                found.Add(new(job.Name, IsLoss: false, "what comes of it could not be found out in time") { IsUnknown = true });
            }
        }

        return found.ToImmutable();
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<ConfigurationProblem>> WithExamplesAsync(LoadedConfiguration loaded, CancellationToken cancellation) =>
        ForeignSnapshots.NameAsync(loaded, job => engines.InstanceOf(job)?.Zfs, cancellation);
}
