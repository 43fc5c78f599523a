using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>
/// Asks the sender how large streams will be. One for a whole run: the number of questions at a time is limited over all filesystems.
/// A question is also a check: the sender refuses here what it would refuse later, before anything is left on disk. Source: spec 1.5.7.
/// </summary>
internal sealed class SizeEstimates(ISender sender, Protection protection, int atATime, ProgressToken progress) : IDisposable
{
    /// <summary>Plans longer than this are estimated in part only before they start.</summary>
    public const int LongPlan = 50;

    /// <summary>How many steps of a long plan are estimated before it starts.</summary>
    public const int FirstOfLongPlan = 16;

    private readonly SemaphoreSlim _turns = new(atATime);

    /// <summary>How many steps of a plan are estimated before it starts.</summary>
    public static int CountBeforeStart(int steps) => steps > LongPlan ? FirstOfLongPlan : steps;

    /// <summary>Estimates the steps that are to be estimated before the plan starts.</summary>
    /// <exception cref="EndpointException">One was refused; the other questions of this filesystem are withdrawn.</exception>
    public async Task<ImmutableArray<PlannedStep>> EstimateAsync(
        DatasetPath filesystem, ImmutableArray<PlannedStep> steps, CancellationToken cancellation)
    {
        using var span = Tracer.StartSpan(TraceNames.ComputeSizeEstimate);
        using var refused = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var estimates = steps.Take(CountBeforeStart(steps.Length)).Select(step => OneAsync(step)).ToList();
        await Task.WhenAll(estimates); // a failure goes before the cancellations it caused
        return [.. estimates.Select(estimate => estimate.Result), .. steps.Skip(estimates.Count)];

        async Task<PlannedStep> OneAsync(PlannedStep step)
        {
            try
            {
                return step with { ExpectedBytes = await AskAsync(filesystem, step, refused.Token) };
            }
            catch
            {
                await refused.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>Asks for one step, when it is its turn.</summary>
    public async Task<long?> AskAsync(DatasetPath filesystem, PlannedStep step, CancellationToken cancellation)
    {
        using var task = Tracer.StartTask(TraceNames.ComputeSizeEstimate);
        await _turns.WaitAsync(cancellation);
        try
        {
            using var operation = progress.Begin($"{filesystem}: estimate {step}");
            var bytes = await sender.EstimateAsync(step.RequestFor(filesystem, protection), cancellation);
            progress.Report(ProgressKind.Estimate);
            return bytes;
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();
}
