using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Retention;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;

namespace Zrepl.Tests.Campaigns;

/// <summary>One process of the daemon with one job: knows nothing of earlier processes but what is on disk.</summary>
internal sealed class Daemon
{
    public static readonly JobName Job = JobName.Parse("campaign");

    private readonly CampaignPlan _plan;
    private readonly Death _death;
    private readonly FragileLink? _link;
    private readonly TimeSpan _patience;
    private readonly MortalZfs _senderZfs;
    private readonly MortalZfs _receiverZfs;
    private readonly ISender _sender;
    private readonly IReceiver _receiver;
    private readonly VersionsInUse _inUse = new();
    private readonly ReconnectBackoff _backoff = new(new ImpatientClock(), new Random(1)); // what is waited for happens between runs, never in one

    public Daemon(CampaignPlan plan, Machine sender, Machine receiver, Death death, Sabotage sabotage, FragileLink? link = null)
    {
        _link = link;
        _plan = plan;
        _death = death;
        _patience = sender.Patience;
        _senderZfs = new(Commands(sender, sabotage), death);
        _receiverZfs = new(Commands(receiver, sabotage), death);
        var sendingServices = Services(_senderZfs);
        var receivingServices = ReferenceEquals(sender, receiver) ? sendingServices : Services(_receiverZfs);
        ISender local = new LocalSender(sendingServices, new(Job, Filter(plan), new()));
        if (sabotage == Sabotage.ForgetsADataset) local = new ForgetfulSender(local);
        _sender = link?.Around(local) ?? local;
        _receiver = new LocalReceiver(receivingServices, new()
        {
            Job = Job,
            RootFilesystem = plan.Vault,
            ClientRoot = plan.Vault,
            PlaceholderEncryption = PlaceholderEncryption.Off,
        });
        if (sabotage == Sabotage.ConfirmsWhatNeverArrived) _receiver = new CredulousReceiver(_receiver);
    }

    public async Task<ReplicationRun> ReplicateAsync()
    {
        using var stop = new StopSource(StopReason.DaemonShutdown, _death.Token);
        using var givenUp = _link?.Stalled.Register(() => stop.Stop(StopReason.NoProgressFor(TimeSpan.FromMinutes(10))));
        var services = new ReplicationServices(TimeProvider.System, _backoff, _inUse, new(TimeProvider.System), NullLogger.Instance);
        var run = new ReplicationRun(_sender, _receiver, new() { Definition = _plan.Replication }, services);
        await run.RunAsync(stop).WaitAsync(_patience);
        return run;
    }

    public PruneTask PruneTask(PruneSide side, ReplicationRun after) => Zrepl.Engine.Pruning.Planning.PruneTask.Of(side, _sender, _receiver, RulesOf(side), _inUse) with
    {
        NewestShared = after.NewestShared, PerhapsShared = after.PerhapsShared,
    };

    public async Task<PruneReport> PruneAsync(PruneTask task)
    {
        using var stop = new StopSource(StopReason.DaemonShutdown, _death.Token);
        var services = new PruneServices(TimeProvider.System, _backoff, new(), new(TimeProvider.System), NullLogger.Instance);
        return await new PruneRun(task, new(), services).RunAsync(stop).WaitAsync(_patience);
    }

    /// <summary>Ends the process, if it has not died before, and waits until nothing of it is left.</summary>
    public async Task EndAsync()
    {
        _death.Die();
        await _senderZfs.BuryAsync();
        await _receiverZfs.BuryAsync();
    }

    private RetentionPolicy RulesOf(PruneSide side) => side == PruneSide.Receiver ? _plan.ReceiverRules : _plan.SenderRules;

    private static EndpointServices Services(MortalZfs zfs) => new(new ZfsHost(zfs, TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance);

    private static IZfsCommandRunner Commands(Machine machine, Sabotage sabotage) =>
        sabotage == Sabotage.None ? machine.Commands : new SabotagedZfs(machine.Commands, machine, sabotage);

    private static FilesystemFilter Filter(CampaignPlan plan) => FilesystemFilter.Of(plan.Sent.Select(path => FilterRule.Parse(path, includes: true)));
}
