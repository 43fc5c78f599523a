using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>
/// Brings everything a sender has to a receiver. Plans and works in attempts: after a lost connection it waits for the other side and
/// plans again. Runs once. Source: spec 1.10.
/// </summary>
/// <param name="sender">The side that has the data.</param>
/// <param name="receiver">The side that keeps the copy.</param>
/// <param name="options">From the configuration.</param>
/// <param name="services">From the surroundings.</param>
/// <param name="published">
/// Told the report after each change, and a few times a second while bytes flow; intermediate ones may be left out. Must be quick.
/// </param>
public sealed class ReplicationRun(
    ISender sender, IReceiver receiver, ReplicationOptions options, ReplicationServices services,
    Action<ReplicationReport>? published = null)
{
    private readonly LiveReport _live = new(services.Clock);
    private RunContext? _context;

    /// <summary>The report as it is now, with the byte counts of this moment.</summary>
    public ReplicationReport Report => _live.Current();

    /// <summary>
    /// Guids of the newest versions both sides are known to have, for the pruner; filesystems this run could not look at are missing.
    /// </summary>
    public ImmutableDictionary<DatasetPath, ulong> NewestShared =>
        Volatile.Read(ref _context)?.NewestShared.ToImmutableDictionary() ?? ImmutableDictionary<DatasetPath, ulong>.Empty;

    /// <summary>Guids of what began to be received and was not confirmed: the receiver may have it, and then only it is what both sides have.</summary>
    public ImmutableDictionary<DatasetPath, ulong> PerhapsShared =>
        Volatile.Read(ref _context)?.PerhapsShared.ToImmutableDictionary() ?? ImmutableDictionary<DatasetPath, ulong>.Empty;

    /// <summary>Replicates. Failures, also of single filesystems, are in the report; only mistakes in the program throw.</summary>
    /// <param name="stop">Ends the run; its reason goes into the report.</param>
    /// <returns>The final report.</returns>
    public async Task<ReplicationReport> RunAsync(StopSource stop)
    {
        using var span = Tracer.StartSpan(TraceNames.Replication);
        using var inUse = services.InUse.Open();
        var definition = options.Definition;
        using var sizes = new SizeEstimates(sender, definition.Protection, definition.SizeEstimateConcurrency, services.Progress);
        var context = new RunContext(sender, receiver, options, services, stop, _live, sizes, inUse);
        if (Interlocked.CompareExchange(ref _context, context, null) is not null)
            throw new InvalidOperationException("A replication run can be run once.");

        using var ended = new CancellationTokenSource();
        var publishing = new ReportPublisher<ReplicationReport>(
            _live.Current, _live.Changed, () => _live.IsTransferring, options.PublishEvery, published ?? (_ => { }), services.Clock,
            services.Logger).RunAsync(ended.Token);
        try
        {
            services.Logger.RunBegins();
            await AttemptAsync(context);
        }
        finally
        {
            _live.Finish();
            await ended.CancelAsync();
            await publishing;
        }

        return _live.Current();
    }

    private async Task AttemptAsync(RunContext run)
    {
        var budget = new AttemptBudget(options.AttemptLimit);
        AttemptOutcome? previous = null;
        for (var number = 0; ; number++)
        {
            services.Logger.AttemptBegins(number);
            using var attempt = new Attempt(run, previous);
            var outcome = await attempt.RunAsync();
            budget.Add(outcome);
            if (outcome.Failure is not (FailureClass.Connectivity or FailureClass.Stalled or FailureClass.Outdated)) return;
            if (outcome.Filesystems is not null) previous = outcome; // an attempt that planned nothing limits nothing
            if (budget.IsExhausted)
            {
                services.Logger.AttemptsExhausted(number + 1);
                return; // no use in waiting for a connection that nobody will use (BAD-13)
            }

            if (outcome.Failure is FailureClass.Connectivity && !await ReconnectAsync(run.Stop)) return;
        }
    }

    private async Task<bool> ReconnectAsync(StopSource stop)
    {
        _live.WaitForReconnect(options.ReconnectWindow);
        services.Logger.ReconnectWaitBegins(options.ReconnectWindow);
        using var pause = services.Progress.Pause(); // this wait has its own deadline
        try
        {
            var wait = new ConnectivityWait(sender, receiver, services.Backoff, services.Clock);
            if (await wait.WaitAsync(options.ReconnectWindow, stop.Token) is not { } unreachable) return true;
            services.Logger.ReconnectFailed(unreachable.Text);
            _live.ReconnectFailed(unreachable.Text);
        }
        catch (OperationCanceledException) when (stop.Reason is { } reason)
        {
            _live.ReconnectFailed(reason.ToString());
        }

        return false;
    }
}
