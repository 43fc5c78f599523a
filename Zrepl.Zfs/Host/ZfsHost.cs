using Zrepl.Zfs.Bookmarks;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Features;
using Zrepl.Zfs.Holds;
using Zrepl.Zfs.Properties;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Snapshots;
using Zrepl.Zfs.Versions;

namespace Zrepl.Zfs.Host;

/// <summary>ZFS of one machine, real or simulated: everything this program can ask of it, over one command runner. Thread-safe.</summary>
public sealed class ZfsHost
{
    /// <summary>Puts the verbs together; runs nothing yet.</summary>
    public ZfsHost(IZfsCommandRunner runner, TimeProvider clock, ZfsHostOptions? options = null)
    {
        options ??= new();
        Runner = runner;
        Features = new(runner, clock, options.Overrides, options.ProbeAgainAfter);
        Version = new(runner);
        PropertyReader = new(runner);
        PropertyWriter = new(runner);
        Versions = new(runner);
        Datasets = new(runner);
        Inventory = new(runner, clock);
        Space = new(runner);
        Pools = new(runner);
        Creator = new(runner);
        SnapshotCreator = new(runner);
        SnapshotDestroyer = new(runner, Versions, Features.HasSnapshotListsAsync, options.LargestDestroyBatch);
        Reclaim = new(runner);
        Bookmarks = new(runner, Versions);
        Holds = new(runner);
        Sender = new(runner, Inventory, Features, clock, options.AbsurdEstimateFrom);
        Receiver = new(runner, Versions, Creator, SnapshotDestroyer, clock);
    }

    /// <summary>Runs the commands.</summary>
    public IZfsCommandRunner Runner { get; }

    /// <summary>What this ZFS can do.</summary>
    public ZfsFeatures Features { get; }

    /// <summary>Asks for its version.</summary>
    public ZfsVersionReader Version { get; }

    /// <summary>Reads properties.</summary>
    public PropertyReader PropertyReader { get; }

    /// <summary>Writes properties.</summary>
    public PropertyWriter PropertyWriter { get; }

    /// <summary>Lists snapshots and bookmarks of one dataset.</summary>
    public VersionLister Versions { get; }

    /// <summary>Lists datasets by name.</summary>
    public DatasetLister Datasets { get; }

    /// <summary>Lists whole trees with their versions.</summary>
    public InventoryLister Inventory { get; }

    /// <summary>Lists the room that datasets take.</summary>
    public SpaceLister Space { get; }

    /// <summary>Tells how pools are.</summary>
    public PoolConditionReader Pools { get; }

    /// <summary>Makes, destroys and rolls back datasets.</summary>
    public DatasetCreator Creator { get; }

    /// <summary>Takes snapshots.</summary>
    public SnapshotCreator SnapshotCreator { get; }

    /// <summary>Destroys snapshots.</summary>
    public SnapshotDestroyer SnapshotDestroyer { get; }

    /// <summary>Tells how much room destroying snapshots gives back.</summary>
    public ReclaimEstimator Reclaim { get; }

    /// <summary>Makes and destroys bookmarks.</summary>
    public BookmarkCreator Bookmarks { get; }

    /// <summary>Holds, releases and lists holds.</summary>
    public HoldKeeper Holds { get; }

    /// <summary>Checks, estimates and opens streams.</summary>
    public StreamSender Sender { get; }

    /// <summary>Receives streams.</summary>
    public StreamReceiver Receiver { get; }
}
