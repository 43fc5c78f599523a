using System.Collections.Immutable;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>
/// Estimates the later steps of a long plan while the first ones run. An estimate that fails here only leaves the size unknown: the
/// sender refuses the step itself when its turn comes. Source: spec 1.5.7.
/// </summary>
internal sealed class LateEstimates : IAsyncDisposable
{
    private readonly CancellationTokenSource _enough;
    private readonly Task _estimating;

    /// <summary>Begins, if there is anything left to estimate.</summary>
    /// <param name="run">The run.</param>
    /// <param name="filesystem">Whose steps.</param>
    /// <param name="steps">Its plan.</param>
    /// <param name="completed">How many steps are behind; theirs is of no interest any more.</param>
    /// <param name="estimated">Told the index of a step and its bytes.</param>
    public LateEstimates(
        RunContext run, DatasetPath filesystem, ImmutableArray<PlannedStep> steps, Func<int> completed, Action<int, long> estimated)
    {
        _enough = CancellationTokenSource.CreateLinkedTokenSource(run.Stop.Token);
        _estimating = EstimateAsync(run, filesystem, steps, completed, estimated, _enough.Token);
    }

    /// <summary>Stops asking.</summary>
    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _estimating;
        _enough.Dispose();
    }

    private static async Task EstimateAsync(
        RunContext run, DatasetPath filesystem, ImmutableArray<PlannedStep> steps, Func<int> completed, Action<int, long> estimated,
        CancellationToken cancellation)
    {
        try
        {
            for (var i = SizeEstimates.CountBeforeStart(steps.Length); i < steps.Length; i++)
            {
                if (i <= completed()) continue;
                if (await run.Sizes.AskAsync(filesystem, steps[i], cancellation) is { } bytes) estimated(i, bytes);
            }
        }
        catch (Exception failure)
        {
            if (!cancellation.IsCancellationRequested) run.Logger.LateEstimateFailed(filesystem, failure);
        }
    }
}
