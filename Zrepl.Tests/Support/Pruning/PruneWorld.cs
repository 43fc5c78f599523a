using System.Collections.Concurrent;
using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Retention;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Support.Pruning;

/// <summary>A sender, a receiver, a clock, and runs that prune one of them.</summary>
internal sealed class PruneWorld
{
    public PruneWorld()
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

    public PruneSide Side { get; set; } = PruneSide.Sender;

    public RetentionPolicy Rules { get; set; } = RetentionPolicy.KeepEverything;

    public ReconnectBackoff Backoff { get; }

    public VersionsInUse InUse { get; } = new();

    public ProgressToken Progress { get; }

    public RefusedDestroys Refused { get; } = new();

    public ImmutableDictionary<DatasetPath, ulong> NewestShared { get; set; } = ImmutableDictionary<DatasetPath, ulong>.Empty;

    public ImmutableDictionary<DatasetPath, ulong> PerhapsShared { get; set; } = ImmutableDictionary<DatasetPath, ulong>.Empty;

    public ImmutableDictionary<DatasetPath, ulong> Remembered { get; set; } = ImmutableDictionary<DatasetPath, ulong>.Empty;

    /// <summary>True: where the run has seen nothing, the sender's pruning asks the receiver, as that of a job does.</summary>
    public bool AsksReceiver { get; set; }

    public StopSource Stop { get; } = new();

    public LogProbe<PruneRun> Log { get; } = new();

    public ConcurrentQueue<FilesystemPrunePlan> Plans { get; } = new();

    public ConcurrentQueue<PruneReport> Published { get; } = new();

    public PruneRun? Run { get; private set; }

    public PruneTask Task => (AsksReceiver ? PruneTask.Of(Side, Sender, Receiver, Rules, InUse) : new(Side, Side == PruneSide.Receiver ? Receiver : Sender, Sender, Rules, InUse)) with
    {
        NewestShared = NewestShared, PerhapsShared = PerhapsShared, Remembered = Remembered,
    };

    public static RetentionPolicy RulesOf(params KeepRule[] rules) => new([.. rules]);

    /// <summary>Keeps what begins like this.</summary>
    public static KeepRule Regex(string pattern) => new KeepRegex(GoRegex.Parse(pattern));

    public Task<PruneReport> StartAsync()
    {
        Run = new PruneRun(Task, new(), new PruneServices(Clock, Backoff, Refused, Progress, Log), Published.Enqueue, Plans.Enqueue);
        return Run.RunAsync(Stop).WaitAsync(Deadline.OfATest);
    }

    public Task<ImmutableArray<FilesystemPrunePlan>> PreviewAsync() => PrunePreview.ComputeAsync(Task, Clock, CancellationToken.None);
}
