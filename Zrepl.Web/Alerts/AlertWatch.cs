using System.Collections.Immutable;
using Zrepl.Engine.Status;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Alerts.Settings;
using Zrepl.Web.Data;

namespace Zrepl.Web.Alerts;

/// <summary>
/// Looks at all jobs every few seconds and tells what has to be told. Jobs know nothing of it. What reached nobody is told anew at the next look after it
/// was given up.
/// </summary>
internal sealed class AlertWatch(
    IStatusFeed feed, HistoryWriter history, NotificationStore store, AlertMemory memory, IEnumerable<IAlertChannel> channels, DeliveryBoard board, TimeProvider clock,
    ILogger<AlertWatch> logger, ILogger<Outbox> outboxLogger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly ImmutableArray<(IAlertChannel Channel, Outbox Outbox)> _ways = [.. channels.Select(channel => (channel, new Outbox(board, clock, outboxLogger)))];
    private readonly Dictionary<string, AlertEvent> _underWay = new(StringComparer.Ordinal);
    private AlertBook _book = AlertBook.Empty;
    private AlertBook? _stored;

    /// <summary>Problems that are remembered now.</summary>
    public ImmutableArray<AlertState> Known
    {
        get { lock (_lock) return [.. _book.States.Values]; }
    }

    /// <summary>Sends a test by one channel.</summary>
    /// <exception cref="DeliveryException">It did not arrive.</exception>
    public async Task TestAsync(string channel, string who, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(DeliveryPolicy.Messages.AttemptLimit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var now = clock.GetUtcNow();
        var message = new AlertMessage(
            AlertEvent.Test, "", "", "", "a test", $"{who} asked for this test. Nothing is wrong.", "", now, now);
        var way = _ways.First(way => way.Channel.Name == channel);
        string? problem = null;
        try
        {
            await way.Channel.SendAsync(store.Current, message, both.Token);
        }
        catch (DeliveryException failure)
        {
            problem = failure.Message;
            throw;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            problem = $"no answer within {DeliveryPolicy.Messages.AttemptLimit.TotalSeconds:0} s";
            throw new DeliveryException(problem);
        }
        finally
        {
            board.Add(new(clock.GetUtcNow(), channel, "a test", 1, problem));
        }
    }

    /// <summary>Looks once: decides what is due and gives it to the channels.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        await RememberedAsync(cancellation);
        var settings = store.Current;
        var ways = _ways.Where(way => way.Channel.IsSet(settings)).ToList();
        var now = clock.GetUtcNow();
        var judged = feed.Current.Select(job => (job.Name.Text, Problems: JobProblems.Of(job, now))).ToList();
        var unknown = judged.Where(job => job.Problems is null).Select(job => job.Text).ToHashSet(StringComparer.Ordinal);
        var there = judged.Select(job => job.Text).ToHashSet(StringComparer.Ordinal);
        List<AlertProblem> present = [.. judged.SelectMany(job => job.Problems ?? [])];
        if (HistoryProblems.Of(history.Health, now) is { } ofHistory) present.Add(ofHistory);
        if (HistoryProblems.Loss(history.Health) is { } lost) present.Add(lost);
        ImmutableArray<AlertMessage> due;
        lock (_lock)
        {
            (_book, due) = _book.Look(present, unknown.Contains, there.Contains, settings.RepeatAfter, now);
            if (ways.Count == 0) due = []; // nobody wants to hear; once somebody does, it is due
            due = [.. due.Where(message => _underWay.TryAdd(message.Key, message.Event))];
        }

        foreach (var message in due) Send(message, ways);
        await StoreAsync(cancellation);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([WatchAsync(stoppingToken), .. _ways.Select(way => way.Outbox.RunAsync(stoppingToken))]);

    private async Task WatchAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await LookAsync(stopping);
            }
            catch (Exception failure) when (failure is not OperationCanceledException) // whoever watches must not fall asleep
            {
                logger.WatchFailed(failure);
            }
        }
    }

    private void Send(AlertMessage message, List<(IAlertChannel Channel, Outbox Outbox)> ways)
    {
        var left = ways.Count;
        var arrived = 0;
        foreach (var (channel, outbox) in ways)
        {
            outbox.Add(new(
                channel.Name, $"{message.EventWord}: {message.Title}", DeliveryPolicy.Messages,
                cancellation => channel.SendAsync(store.Current, message, cancellation),
                isArrived =>
                {
                    if (isArrived) Interlocked.Increment(ref arrived);
                    if (Interlocked.Decrement(ref left) == 0) End(message, Volatile.Read(ref arrived) > 0);
                }));
        }
    }

    private void End(AlertMessage message, bool isTold)
    {
        lock (_lock)
        {
            _underWay.Remove(message.Key);
            if (isTold) _book = _book.Told(message, clock.GetUtcNow());
        }
    }

    // Without what was told before, the first look would tell everything anew.
    private async Task RememberedAsync(CancellationToken cancellation)
    {
        if (_stored is not null) return;
        try
        {
            await store.LoadAsync(cancellation);
            var read = await memory.ReadAsync(cancellation);
            lock (_lock) _book = AlertBook.Of([.. _book.States.Values, .. read.States.Values]);
            _stored = read;
        }
        catch (DatabaseUnavailableException failure)
        {
            logger.NotRemembered(failure.Message);
        }
    }

    private async Task StoreAsync(CancellationToken cancellation)
    {
        if (_stored is not { } before) return;
        AlertBook now;
        lock (_lock) now = _book;
        try
        {
            await memory.WriteAsync(before, now, cancellation);
            _stored = now;
        }
        catch (DatabaseUnavailableException failure)
        {
            logger.NotRemembered(failure.Message);
        }
    }
}
