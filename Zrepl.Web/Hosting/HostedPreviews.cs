using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Jobs.Forecasts;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Web.Hosting;

/// <summary>Asks the engine that a job belongs to.</summary>
internal sealed class HostedPreviews(ConfigurationInForce configuration, HostedEngines engines) : IPrunePreviews
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public async Task<ImmutableArray<PrunePreviewSide>?> OfAsync(string job, PruneQuestion question, CancellationToken cancellation)
    {
        var jobs = configuration.Current.Definition?.Jobs ?? [];
        if ((question.Edited ?? jobs.FirstOrDefault(one => one.Name.Text == job)) is not { } definition || engines.InstanceOf(definition) is not { } engine) return null;
        var source = OfflinePrunePreview.SourceOf(definition, jobs);
        var sides = ImmutableArray.CreateBuilder<PrunePreviewSide>();
        foreach (var side in OfflinePrunePreview.SidesOf(definition))
            sides.Add(await LookAsync(side, token => engine.Preview.PruningAsync(definition, side, question.AsOf, source, token), question, cancellation));
        return sides.ToImmutable();
    }

    private static async Task<PrunePreviewSide> LookAsync(
        PruneSide side, Func<CancellationToken, Task<ForecastPlans>> look, PruneQuestion question, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(Patience);
        try
        {
            var found = await look(enough.Token);
            return new(side, null, found.Plans) { Basis = found.Basis };
        }
        catch (Exception failure) when (failure is not OperationCanceledException && (FailureText.IsExpected(failure) || failure is TransportNotSupportedException))
        {
            return new(side, failure.Message, []);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(side, question.AsOf is null
                ? $"it did not answer within {Patience.TotalMinutes:0} minutes"
                : $"it could not be computed within {Patience.TotalMinutes:0} minutes: choose a time that is less far ahead", []);
        }
    }
}
