using System.Threading.Channels;

namespace Zrepl.Web.Alerts.Delivery;

/// <summary>One thing to deliver.</summary>
/// <param name="Channel">By what.</param>
/// <param name="What">What, in a few words, for the page and the log.</param>
/// <param name="Policy">How patiently.</param>
/// <param name="SendAsync">Tries once.</param>
/// <param name="Done">Hears what came of it: true if it arrived.</param>
internal sealed record Delivery(string Channel, string What, DeliveryPolicy Policy, Func<CancellationToken, Task> SendAsync, Action<bool> Done);

/// <summary>
/// Delivers one after the other, each with retries and a deadline. Nobody ever waits for it: what finds no room is dropped and said to be. A channel that
/// does not answer holds up only those behind it in the same outbox.
/// </summary>
internal sealed class Outbox(DeliveryBoard board, TimeProvider clock, ILogger<Outbox> logger)
{
    /// <summary>So many deliveries may wait.</summary>
    public const int Longest = 200;

    private readonly Channel<Delivery> _waiting =
        Channel.CreateBounded<Delivery>(new BoundedChannelOptions(Longest) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Takes a delivery in; returns at once.</summary>
    public void Add(Delivery delivery)
    {
        if (!_waiting.Writer.TryWrite(delivery)) End(delivery, 0, $"{Longest} others wait already");
    }

    /// <summary>Delivers until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await foreach (var delivery in _waiting.Reader.ReadAllAsync(stopping)) await DeliverAsync(delivery, stopping);
    }

    /// <summary>Delivers one, with retries.</summary>
    public async Task DeliverAsync(Delivery delivery, CancellationToken stopping)
    {
        var began = clock.GetTimestamp();
        for (var attempts = 1; ; attempts++)
        {
            var (problem, isFinal) = await TryAsync(delivery, stopping);
            var pause = problem is null || isFinal ? null : delivery.Policy.PauseAfter(attempts, clock.GetElapsedTime(began));
            if (pause is null)
            {
                End(delivery, attempts, problem);
                return;
            }

            await Task.Delay(pause.Value, clock, stopping);
        }
    }

    private async Task<(string? Problem, bool IsFinal)> TryAsync(Delivery delivery, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(delivery.Policy.AttemptLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            await delivery.SendAsync(both.Token);
            return (null, false);
        }
        catch (DeliveryException failure)
        {
            return (failure.Message, failure.IsFinal);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return ($"no answer within {delivery.Policy.AttemptLimit.TotalSeconds:0} s", false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException) // a mistake of ours costs this attempt, not those behind it
        {
            logger.WatchFailed(failure);
            return ($"a mistake of zrepl, {failure.GetType().Name}; the log has it in full", true);
        }
    }

    private void End(Delivery delivery, int attempts, string? problem)
    {
        if (problem is null) logger.Delivered(delivery.Channel, delivery.What);
        else logger.NotDelivered(delivery.Channel, delivery.What, attempts, problem);
        board.Add(new(clock.GetUtcNow(), delivery.Channel, delivery.What, attempts, problem));
        delivery.Done(problem is null);
    }
}
