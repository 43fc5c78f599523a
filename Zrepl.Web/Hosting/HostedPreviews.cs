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
    private static readonly TimeSpan PatienceAhead = TimeSpan.FromMinutes(1); // that long a processor may be busy with it

    /// <inheritdoc/>
    public async Task<ImmutableArray<PrunePreviewSide>?> OfAsync(string job, PruneQuestion question, CancellationToken cancellation)
    {
        var jobs = configuration.Current.Definition?.Jobs ?? [];
        if ((question.Edited ?? jobs.FirstOrDefault(one => one.Name.Text == job)) is not { } definition || engines.InstanceOf(definition) is not { } engine) return null;
        var asked = OfflinePrunePreview.SidesOf(definition);
        if (question.AsOf is { } asOf)
        {
            var source = OfflinePrunePreview.SourceOf(definition, jobs);
            return asked.IsEmpty ? [] : await LookAsync(
                asked, token => engine.Preview.PruningAheadAsync(definition, asked, asOf, source, token), PatienceAhead,
                $"it could not be computed within {PatienceAhead.TotalSeconds:0} seconds, so many rounds of snapshots and pruning are there until then: choose a time that is less far ahead", cancellation);
        }

        var sides = ImmutableArray.CreateBuilder<PrunePreviewSide>();
        foreach (var side in asked)
        {
            sides.AddRange(await LookAsync(
                [side], async token => [await engine.Preview.PruningWithRoomAsync(definition, side, token)], Patience,
                $"it did not answer within {Patience.TotalMinutes:0} minutes", cancellation));
        }

        return sides.ToImmutable();
    }

    private static async Task<ImmutableArray<PrunePreviewSide>> LookAsync(
        ImmutableArray<PruneSide> sides, Func<CancellationToken, Task<ImmutableArray<ForecastPlans>>> look, TimeSpan patience, string tooLong, CancellationToken cancellation)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        enough.CancelAfter(patience);
        try
        {
            var found = await look(enough.Token);
            return [.. sides.Select((side, index) => new PrunePreviewSide(side, null, found[index].Plans) { Basis = found[index].Basis })];
        }
        catch (Exception failure) when (failure is not OperationCanceledException && (FailureText.IsExpected(failure) || failure is TransportNotSupportedException))
        {
            return [.. sides.Select(side => new PrunePreviewSide(side, failure.Message, []))];
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return [.. sides.Select(side => new PrunePreviewSide(side, tooLong, []))];
        }
    }
}
