using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Endpoints.Connectivity;

/// <summary>Waits until both sides answer again.</summary>
/// <param name="sender">One side.</param>
/// <param name="receiver">The other side; null if only the sender is needed.</param>
/// <param name="backoff">Times between attempts.</param>
/// <param name="clock">Time.</param>
public sealed class ConnectivityWait(IEndpoint sender, IEndpoint? receiver, ReconnectBackoff backoff, TimeProvider clock)
{
    /// <summary>
    /// Asks both sides at once and repeats after connectivity failures. Any other failure ends the wait, because waiting cannot mend it.
    /// </summary>
    /// <param name="window">Longest time to wait.</param>
    /// <param name="cancellation">Ends the wait with <see cref="OperationCanceledException"/>.</param>
    /// <returns>Null once both answered, else who did not.</returns>
    public async Task<Unreachable?> WaitAsync(TimeSpan window, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(window, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        var silence = new TimeoutException($"no answer within {GoDuration.Format(window)}");
        var failures = await Task.WhenAll(
            ReachAsync(sender, giveUp, silence, deadline.Token),
            receiver is null ? Task.FromResult<Exception?>(null) : ReachAsync(receiver, giveUp, silence, deadline.Token));
        cancellation.ThrowIfCancellationRequested();
        return failures is [null, null] ? null : new(failures[0], failures[1]);
    }

    private async Task<Exception?> ReachAsync(
        IEndpoint endpoint, CancellationTokenSource giveUp, TimeoutException silence, CancellationToken deadline)
    {
        Exception? last = null;
        for (var failures = 1; ; failures++)
        {
            var wakeUp = backoff.NextWakeUp;
            try
            {
                await endpoint.WaitForConnectivityAsync(giveUp.Token);
                return null;
            }
            catch (Exception failure) when (!giveUp.IsCancellationRequested)
            {
                last = failure;
                if (FailureClasses.Of(failure, CancellationToken.None) != FailureClass.Connectivity)
                {
                    await giveUp.CancelAsync();
                    return failure;
                }
            }
            catch (Exception) when (giveUp.IsCancellationRequested)
            {
                return last ?? (deadline.IsCancellationRequested ? silence : null);
            }

            try
            {
                if (await backoff.WaitAsync(failures, wakeUp, giveUp.Token)) failures = 0;
            }
            catch (OperationCanceledException)
            {
                return last;
            }
        }
    }
}
