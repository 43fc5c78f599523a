using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Tracing.Commands;

namespace Zrepl.Engine.Jobs;

/// <summary>Runs the jobs of one engine; see <see cref="IJobHost"/>.</summary>
internal sealed class JobHost : IJobHost, IDisposable
{
    private readonly JobServices _services;
    private readonly ILogger<JobHost> _logger;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly ForgottenMarksKeeper _forgotten;
    private Task _keeping = Task.CompletedTask;
    private readonly SemaphoreSlim _changing = new(1, 1); // one start, reload or stop at a time
    private ImmutableList<JobSlot> _slots = []; // in the order of the configuration; replaced as a whole
    private readonly Lock _hanging = new();
    private TracePlace _place;
    private bool _isStarted;

    /// <param name="services">What the jobs share.</param>
    /// <param name="forgottenMarksFile">Where it is remembered since when marks are useless; null: nowhere.</param>
    public JobHost(JobServices services, string? forgottenMarksFile = null)
    {
        _services = services;
        _forgotten = new(services, forgottenMarksFile);
        _logger = services.Loggers.CreateLogger<JobHost>();
    }

    public ImmutableArray<string> JobNames => [.. Slots.Where(slot => !slot.Ended.IsCompleted).Select(slot => slot.Name)];

    private ImmutableList<JobSlot> Slots => Volatile.Read(ref _slots);

    public async Task StartAsync(ZreplConfiguration configuration, CancellationToken cancellation)
    {
        await _changing.WaitAsync(cancellation);
        try
        {
            if (_isStarted) throw new InvalidOperationException("The jobs were started before.");
            _isStarted = true;
            _place = Tracer.Here;
            Volatile.Write(ref _slots, [.. configuration.Jobs.Select(Begin)]);
            _forgotten.Configure(configuration);
            _keeping = Task.Run(() => _forgotten.RunAsync(_shutdown.Token), CancellationToken.None);
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task<ReloadResult> ReloadAsync(ZreplConfiguration configuration, CancellationToken cancellation)
    {
        await _changing.WaitAsync(cancellation);
        try
        {
            _shutdown.Token.ThrowIfCancellationRequested();
            if (!_isStarted) throw new InvalidOperationException("The jobs were not started.");
            var result = Change(configuration);
            _forgotten.Configure(configuration);
            _services.Feed.Order([.. configuration.Jobs.Select(job => job.Name.Text)]);
            _logger.Reloaded(result.Added.Length, result.Removed.Length, result.Changed.Length, result.AfterRun.Length, result.Unchanged.Length);
            return result;
        }
        finally
        {
            _changing.Release();
        }
    }

    public async Task StopAsync(CancellationToken cancellation)
    {
        await _shutdown.CancelAsync();
        await _changing.WaitAsync(cancellation);
        try
        {
            await Task.WhenAll(Slots.Select(slot => slot.Ended).Append(_keeping)).WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            _logger.LeftBehind(string.Join(", ", Slots.Where(slot => !slot.Ended.IsCompleted).Select(slot => slot.Name)));
        }
        finally
        {
            (_services.States as KeptRunStates)?.Flush();
            _changing.Release();
        }
    }

    public JobAnswer Wakeup(string job, RunScope scope = RunScope.Everything) => With(job, running => running.Wakeup(scope));

    public JobAnswer Reset(string job) => With(job, running => running.Reset());

    public JobAnswer Snapshot(string job) => With(job, running => running.Snapshot());

    public JobAnswer ResetSnapshotting(string job) => With(job, running => running.ResetSnapshotting());

    public JobAnswer Pause(string job, DateTimeOffset? until = null) => With(job, running => running.Pause(true, until));

    public JobAnswer Resume(string job) => With(job, running => running.Pause(false, null));

    public JobAnswer ApprovePruning(string job, string revision) => With(job, running => running.ApprovePruning(revision));

    public JobAnswer Signal(string job, string operation) => operation switch
    {
        "wakeup" or "replication" => Wakeup(job),
        "replicate" => Wakeup(job, RunScope.Replication),
        "prune" => Wakeup(job, RunScope.Pruning),
        "reset" => Reset(job),
        "snapshot" => Snapshot(job),
        "reset-snapshotting" => ResetSnapshotting(job),
        "pause" => Pause(job),
        "resume" => Resume(job),
        _ => JobAnswer.UnknownOperation(operation),
    };

    /// <summary>Shows commands that hang with the jobs they run for.</summary>
    public void ShowHanging(ActiveZfsCommands commands)
    {
        lock (_hanging) // so that a later view is not overtaken
        {
            var running = commands.Current;
            foreach (var slot in Slots) slot.ShowHanging(HangingCommands.Of(slot.Name, running));
        }
    }

    public void Dispose()
    {
        _shutdown.Dispose();
        _changing.Dispose();
    }

    private ReloadResult Change(ZreplConfiguration configuration)
    {
        var before = Slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
        var (added, removed, changed, afterRun, unchanged) = (Names(), Names(), Names(), Names(), Names());
        var slots = ImmutableList.CreateBuilder<JobSlot>();
        foreach (var definition in configuration.Jobs)
        {
            if (!before.Remove(definition.Name.Text, out var slot) || slot.Ended.IsCompleted)
            {
                added.Add(definition.Name.Text);
                slots.Add(Begin(definition));
                continue;
            }

            slots.Add(slot);
            if (slot.Definition == definition && !slot.IsRemoved) unchanged.Add(slot.Name);
            else Note(slot, slot.Change(definition), changed);
        }

        foreach (var slot in before.Values.Where(slot => !slot.Ended.IsCompleted))
        {
            Note(slot, slot.Change(null), removed);
            slots.Add(slot); // owned until it has ended
        }

        Volatile.Write(ref _slots, slots.ToImmutable());
        return new() { Added = [.. added], Removed = [.. removed], Changed = [.. changed], AfterRun = [.. afterRun], Unchanged = [.. unchanged] };

        void Note(JobSlot slot, bool isBusy, List<string> done) => (isBusy ? afterRun : done).Add(slot.Name);

        static List<string> Names() => [];
    }

    private JobSlot Begin(JobDefinition definition) => new(definition, _services, _place, _logger, _shutdown.Token);

    private JobAnswer With(string name, Func<Job, JobAnswer> act)
    {
        var slot = Slots.Find(slot => slot.Name == name);
        if (slot is null) return JobAnswer.UnknownJob(name);
        while (slot.Job is { } job)
        {
            var answer = act(job);
            if (answer != JobAnswer.Replaced) return answer; // else there is another job in its place by now, or none
        }

        if (slot.IsRemoved) return JobAnswer.UnknownJob(name);
        return JobAnswer.NotActive(name, slot.Definition.IsEnabled ? "not running at the moment; its status says why" : "disabled (enabled: false)");
    }
}
