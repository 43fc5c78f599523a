using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Live.Previews;
using Zrepl.Zfs.Commands;

namespace Zrepl.Web.Hosting;

/// <summary>Asks the engine that a job belongs to.</summary>
internal sealed class HostedPreviews(ConfigurationInForce configuration, HostedEngines engines) : IPrunePreviews
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public async Task<ImmutableArray<PrunePreviewSide>?> OfAsync(string job, CancellationToken cancellation)
    {
        if (configuration.Current.Definition?.Jobs.FirstOrDefault(one => one.Name.Text == job) is not { } definition || engines.InstanceOf(definition) is not { } engine) return null;
        var sides = ImmutableArray.CreateBuilder<PrunePreviewSide>();
        foreach (var side in OfflinePrunePreview.SidesOf(definition)) sides.Add(await LookAsync(engine.Preview, definition, side, cancellation));
        return sides.ToImmutable();
    }

    private static async Task<PrunePreviewSide> LookAsync(JobPreview preview, JobDefinition job, PruneSide side, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(Patience);
        try
        {
            return new(side, null, await preview.PruningAsync(job, side, enough.Token));
        }
        catch (Exception failure) when (failure is EndpointException or ZfsException or TransportNotSupportedException)
        {
            return new(side, failure.Message, []);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(side, $"it did not answer within {Patience.TotalMinutes:0} minutes", []);
        }
    }
}
