using System.Threading.Channels;
using Zrepl.Web.Data.Entries;

namespace Zrepl.Web.Data;

/// <summary>
/// The one writer of the history, fed by a bounded queue (design D9). Nobody ever waits for it: what finds no room is dropped and counted.
/// </summary>
internal sealed class HistoryWriter(HistoryDatabase database, HistoryOptions options, TimeProvider clock, ILogger<HistoryWriter> logger)
    : BackgroundService
{
    private const int LargestBatch = 200;

    private static readonly TimeSpan TimeToFinish = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceWithWrites = TimeSpan.FromSeconds(8); // a person waits
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Channel<IHistoryEntry> _queue = Channel.CreateBounded<IHistoryEntry>(
        new BoundedChannelOptions(options.LongestQueue) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _inTrouble = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LostEntries _lost = new(database.Path, clock, logger);
    private HistoryHealth _health = HistoryHealth.Working;
    private int _isDamageTold;
    private volatile bool _isEnding;

    /// <summary>True in a command that runs beside a daemon, whose runs and whose damaged file are the daemon's business.</summary>
    public bool IsBesideDaemon { get; init; }

    /// <summary>How it is doing.</summary>
    public HistoryHealth Health => (Trouble ?? _lost.Health) with { Dropped = _lost.Count, SetAside = database.LastSetAside };

    /// <summary>Hears of every write.</summary>
    public HistoryNews News { get; } = new();

    /// <summary>Hears that a damaged file was set aside and a new one begun: whoever still knows what stood in it may say so again. Must be quick.</summary>
    public event Action? BegunAnew;

    /// <summary>Completes once the database is open.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Completes once something was wrong with the database for the first time.</summary>
    public Task InTrouble => _inTrouble.Task;

    /// <summary>Takes an entry in; returns at once.</summary>
    public void Add(IHistoryEntry entry)
    {
        if (_queue.Writer.TryWrite(entry)) return;
        (entry as AwaitedEntry)?.Fail(new ChannelClosedException(), $"what is to be written to {database.Path} does not fit into the queue");
        _lost.Lose(isTold: Trouble is null && !_isEnding); // why it does not work was said, and at the end nothing is slow
    }

    /// <summary>Takes an entry in and waits until it is on disk, behind all that was added before.</summary>
    /// <exception cref="DatabaseUnavailableException">It is not, and the database is in trouble or slow. It is stored later if that becomes possible while the daemon runs.</exception>
    public async Task StoreAsync(IHistoryEntry entry, CancellationToken cancellation)
    {
        var awaited = new AwaitedEntry(entry);
        var trouble = Trouble;
        Add(awaited);
        if (trouble is not null) throw new DatabaseUnavailableException(trouble.Problem!, null); // who knows that it does not work need not wait to say so
        try
        {
            await awaited.Stored.WaitAsync(PatienceWithWrites, clock, cancellation);
        }
        catch (TimeoutException late)
        {
            throw new DatabaseUnavailableException(Health.Problem ?? $"{database.Path} takes too long", late);
        }
    }

    /// <summary>
    /// Says that a reader found the file damaged. The writer looks for itself: what is damaged it sets aside and begins anew; if the file is sound, the
    /// reader had one open that was replaced meanwhile. Returns at once; told again before it has looked, it looks once.
    /// </summary>
    public void TellOfDamage()
    {
        if (Interlocked.Exchange(ref _isDamageTold, 1) == 0 && !_queue.Writer.TryWrite(new SoundnessCheck())) Volatile.Write(ref _isDamageTold, 0);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _isEnding = true;
        _queue.Writer.TryComplete();
        if (ExecuteTask is { } loop)
        {
            // What waits is written if that goes quickly; a locked database must not hold up the end.
            await Task.WhenAny(loop, Task.Delay(TimeToFinish, clock, cancellationToken));
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await PersistAsync(OpenAsync, stoppingToken);
        _opened.TrySetResult();
        while (await _queue.Reader.WaitToReadAsync(stoppingToken))
        {
            List<IHistoryEntry> batch = [];
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var entry)) batch.Add(entry);
            await PersistAsync(cancellation => StoreAsync(batch, cancellation), stoppingToken, [.. batch.OfType<AwaitedEntry>()]);
            if (_queue.Reader.Count <= options.LongestQueue / 2) _lost.CaughtUp();
            if (batch.Exists(entry => entry is SoundnessCheck)) Volatile.Write(ref _isDamageTold, 0);
            News.Announce();
        }
    }

    // Of the database itself, not that it is too slow.
    private HistoryHealth? Trouble => Volatile.Read(ref _health) is { IsWorking: false } trouble ? trouble : null;

    private async Task OpenAsync(CancellationToken cancellation)
    {
        await database.OpenAsync(cancellation, setsAside: !IsBesideDaemon);
        if (IsBesideDaemon) return;
        await using var db = database.Connect();
        await CutOffRuns.MarkAsync(db, cancellation);
    }

    // Repeats until it succeeds or the daemon ends; meanwhile the queue fills and then drops.
    private async Task PersistAsync(Func<CancellationToken, Task> action, CancellationToken cancellation, params IReadOnlyList<AwaitedEntry> awaited)
    {
        var isAnew = false;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await action(cancellation);
                Recovered();
                if (isAnew) BegunAnew?.Invoke();
                foreach (var entry in awaited) entry.Done();
                return;
            }
            catch (Exception failure) when (HistoryFailure.IsDamage(failure) && !IsBesideDaemon)
            {
                database.SetAside(failure);
                isAnew = true;
                action = Chain(OpenAsync, action);
                continue;
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                // What nobody thought of may be a mistake of ours, in a migration for example: it must be seen, and must not end the writer.
                if (!HistoryFailure.IsPassing(failure) && !HistoryFailure.IsDamage(failure) && _health.IsWorking) logger.UnknownFailure(failure);
                if (HistoryFailure.IsOfConnection(failure)) database.CloseConnections();
                Degraded(HistoryFailure.Text(failure, database.Path));
                foreach (var entry in awaited) entry.Fail(failure, HistoryFailure.Text(failure, database.Path));
            }

            await Task.Delay(pause, clock, cancellation);
        }
    }

    private async Task StoreAsync(List<IHistoryEntry> batch, CancellationToken cancellation)
    {
        try
        {
            await StoreTogetherAsync(batch, cancellation);
        }
        catch (Exception failure) when (IsMistake(failure))
        {
            foreach (var entry in batch) await StoreAloneAsync(entry, cancellation); // one that is wrong must not cost the others
        }
    }

    private async Task StoreAloneAsync(IHistoryEntry entry, CancellationToken cancellation)
    {
        try
        {
            await StoreTogetherAsync([entry], cancellation);
        }
        catch (Exception failure) when (IsMistake(failure))
        {
            logger.EntryRefused(failure, (entry is AwaitedEntry { Entry: { } one } ? one : entry).GetType().Name);
            (entry as AwaitedEntry)?.Fail(failure, $"{database.Path} refuses it: {failure.GetBaseException().Message}");
        }
    }

    private async Task StoreTogetherAsync(List<IHistoryEntry> batch, CancellationToken cancellation)
    {
        await using var db = database.Connect();
        db.ChangeTracker.AutoDetectChangesEnabled = false; // else each entry compares everything that those before it have touched
        foreach (var entry in batch) await entry.StoreAsync(db, cancellation);
        db.ChangeTracker.DetectChanges();
        await db.SaveChangesAsync(cancellation);
    }

    private static bool IsMistake(Exception failure) =>
        failure is not OperationCanceledException && !HistoryFailure.IsDamage(failure) && !HistoryFailure.IsPassing(failure);

    private static Func<CancellationToken, Task> Chain(Func<CancellationToken, Task> first, Func<CancellationToken, Task> second) =>
        async cancellation =>
        {
            await first(cancellation);
            await second(cancellation);
        };

    private void Degraded(string problem)
    {
        if (_health.Problem == problem) return;
        Volatile.Write(ref _health, new(problem, clock.GetUtcNow(), 0));
        logger.Degraded(problem);
        _inTrouble.TrySetResult();
    }

    private void Recovered()
    {
        if (_health.IsWorking) return;
        Volatile.Write(ref _health, HistoryHealth.Working);
        logger.WorksAgain(_lost.Count);
    }
}
