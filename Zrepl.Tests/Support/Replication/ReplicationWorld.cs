using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Replication.Reports;

namespace Zrepl.Tests.Support.Replication;

/// <summary>A sender, a receiver, a clock, and one run between them.</summary>
internal sealed class ReplicationWorld
{
    private readonly Lock _gate = new();
    private readonly List<(Func<ReplicationReport, bool> Matches, TaskCompletionSource<ReplicationReport> Seen)> _watchers = [];
    private ReplicationReport? _latest;

    public ReplicationWorld()
    {
        Sender = new(Script);
        Receiver = new(Script);
        Backoff = new(Clock, new Random(1));
        Progress = new(Clock);
    }

    public CallScript Script { get; } = new();

    public WatchedClock Clock { get; } = new();

    public MemorySender Sender { get; }

    public MemoryReceiver Receiver { get; }

    public ReconnectBackoff Backoff { get; }

    public VersionsInUse InUse { get; } = new();

    public ProgressToken Progress { get; }

    public ReplicationOptions Options { get; set; } = new();

    public StopSource Stop { get; } = new();

    public LogProbe<ReplicationRun> Log { get; } = new();

    public ReplicationRun? Run { get; private set; }

    /// <summary>Starts a run.</summary>
    public Task<ReplicationReport> StartAsync()
    {
        var services = new ReplicationServices(Clock, Backoff, InUse, Progress, Log);
        Run = new ReplicationRun(Sender, Receiver, Options, services, Published);
        return Run.RunAsync(Stop).WaitAsync(Deadline.OfATest);
    }

    /// <summary>Completes when a published report looks like this.</summary>
    public Task<ReplicationReport> Reported(Func<ReplicationReport, bool> matches)
    {
        lock (_gate)
        {
            if (_latest is { } latest && matches(latest)) return Task.FromResult(latest);
            var seen = new TaskCompletionSource<ReplicationReport>(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((matches, seen));
            return seen.Task.WaitAsync(Deadline.OfATest);
        }
    }

    /// <summary>Completes when a filesystem of the running attempt is reported like this.</summary>
    public Task<ReplicationReport> Reported(string filesystem, Func<FilesystemReport, bool> matches) => Reported(report =>
        report.Attempts.LastOrDefault()?.Filesystems.FirstOrDefault(f => f.Info.Name == filesystem) is { } found && matches(found));

    /// <summary>A filesystem on both sides.</summary>
    public void Pair(string path, string sender, string receiver)
    {
        Sender.Has(path, sender);
        Receiver.Has(path, receiver);
    }

    private void Published(ReplicationReport report)
    {
        lock (_gate)
        {
            _latest = report;
            foreach (var watcher in _watchers.Where(watcher => watcher.Matches(report)).ToList())
            {
                _watchers.Remove(watcher);
                watcher.Seen.SetResult(report);
            }
        }
    }
}
