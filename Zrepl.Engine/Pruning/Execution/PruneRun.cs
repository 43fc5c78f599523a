using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Pruning.Execution;

/// <summary>Destroys what no rule keeps, on one side of a job. Runs once. Source: spec 3.</summary>
/// <param name="task">What to prune by which rules.</param>
/// <param name="options">From the environment.</param>
/// <param name="services">From the surroundings.</param>
/// <param name="published">Told the report after each change; intermediate ones may be left out. Must be quick.</param>
/// <param name="planned">
/// Told each plan with all its reasons, on up to four threads at once; the run itself does not keep the reasons. Must be quick.
/// </param>
public sealed class PruneRun(
    PruneTask task, PruneOptions options, PruneServices services, Action<PruneReport>? published = null,
    Action<FilesystemPrunePlan>? planned = null)
{
    private readonly LivePruneReport _live = new();
    private int _started;

    /// <summary>The report as it is now.</summary>
    public PruneReport Report => _live.Current;

    /// <summary>Prunes. Failures, also of single filesystems, are in the report; only mistakes in the program throw.</summary>
    /// <param name="stop">Ends the run; its reason goes into the report.</param>
    /// <returns>The final report.</returns>
    public async Task<PruneReport> RunAsync(StopSource stop)
    {
        if (Interlocked.Exchange(ref _started, 1) == 1) throw new InvalidOperationException("A prune run can be run once.");
        using var span = Tracer.StartSpan(SpanName);
        using var ended = new CancellationTokenSource();
        var publishing = new ReportPublisher<PruneReport>(
            () => _live.Current, _live.Changed, () => false, Timeout.InfiniteTimeSpan, published ?? (_ => { }), services.Clock,
            services.Logger).RunAsync(ended.Token);
        try
        {
            await PruneAsync(new PruneContext(task, options, services, stop, _live));
        }
        finally
        {
            await ended.CancelAsync();
            await publishing;
        }

        return _live.Current;
    }

    private string SpanName => task.Side switch
    {
        PruneSide.Sender => TraceNames.PruneSender,
        PruneSide.Receiver => TraceNames.PruneReceiver,
        _ => TraceNames.SnapJobPrune,
    };

    private async Task PruneAsync(PruneContext run)
    {
        if (task.Rules.KeepsEverything)
        {
            _live.Change(report => report with { State = PruneState.Done, Pending = [], Completed = [] });
            return;
        }

        if (await PruneListing.ListAsync(run) is not { } candidates) return;
        var items = candidates.Select(candidate => new PruneItem(candidate)).ToList();
        await new PruneAssessment(run, planned).RunAsync(items);
        await new PruneExecution(run).RunAsync(items);
    }
}
