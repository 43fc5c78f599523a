using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Campaigns;

/// <summary>
/// One seed: rounds of work by people and programs, a run of the job with a fault in it, and a look at the disks; in the end a run without
/// faults must bring everything in order by itself. The same seed draws the same history.
/// </summary>
internal sealed class Campaign : IAsyncDisposable
{
    private const int MostRunsToRecover = 3;

    private readonly CampaignPlan _plan;
    private readonly Random _random;
    private readonly Machine _sender;
    private readonly Machine _receiver;
    private readonly Promises _promises;
    private readonly Sabotage _sabotage;
    private readonly List<string> _story = [];
    private int _snapshots;

    public Campaign(int seed, Sabotage sabotage = Sabotage.None)
    {
        _sabotage = sabotage;
        _plan = CampaignPlan.Draw(seed);
        _random = new Random(seed ^ 0x5eed);
        _sender = new((ulong)seed * 2 + 1);
        _receiver = _plan.IsOneMachine ? _sender : new((ulong)seed * 2 + 2);
        _promises = new(_sender, _receiver);
    }

    /// <summary>What happened, for whoever looks into a failing seed.</summary>
    public string Story => string.Join("\n", _story);

    /// <summary>What it met; a plan may draw a fault that a short run never meets.</summary>
    public CampaignFigures Figures { get; } = new();

    public async Task RunAsync()
    {
        await PrepareAsync();
        for (var round = 0; round < _plan.Rounds; round++)
        {
            if (round == 0 || _random.Next(4) > 0) await LiveAsync(); // else the run finds what the one before left, and nothing new
            await RunJobAsync(Fault.Draw(_random));
            foreach (var dataset in _plan.Sent) await _promises.CheckAlwaysAsync(dataset);
        }

        var isNew = _random.Next(2) > 0;
        if (isNew) await LiveAsync();
        await RecoverAsync();
        foreach (var dataset in _plan.Sent) await _promises.CheckAtRestAsync(dataset, isNew);
        if (_sender.Host.Mistakes.Concat(_receiver.Host.Mistakes).FirstOrDefault() is { } mistake)
            throw new InvalidOperationException("The simulator made a mistake.", mistake);
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        if (!_plan.IsOneMachine) await _receiver.DisposeAsync();
    }

    private async Task PrepareAsync()
    {
        Tell($"{_plan}");
        await _sender.Host.CreatePoolAsync("tank");
        await _receiver.Host.CreatePoolAsync("backup");
        await CreateAsync(_receiver, "backup/zrepl", "-o", "mountpoint=none");
        foreach (var path in _plan.Filesystems.Append(_plan.Excluded).OfType<string>().Order(StringComparer.Ordinal)) await CreateAsync(_sender, path);
        if (_plan.Volume is { } volume) await CreateAsync(_sender, volume, "-V", "1M");
    }

    private static async Task CreateAsync(Machine machine, string path, params string[] options)
    {
        await using var command = await new SimulatedZfs(machine.Host).StartAsync(
            Zrepl.Zfs.Commands.ZfsCommand.Zfs(["create", .. options, path]), CancellationToken.None);
        Assert.True((await command.Exit).IsSuccess, command.ErrorText);
    }

    /// <summary>Programs write, snapshots are taken, and now and then somebody destroys one.</summary>
    private async Task LiveAsync()
    {
        foreach (var dataset in _plan.Sent)
        {
            for (var i = _random.Next(0, 3); i >= 0; i--)
            {
                await _sender.WriteAsync(dataset, dataset == _plan.Volume, _random);
                var snapshot = await _sender.SnapshotAsync(dataset, "s" + (++_snapshots).ToString("D3", CultureInfo.InvariantCulture));
                await _promises.RememberAsync(dataset, snapshot);
                Tell($"{dataset}{snapshot} taken");
            }

            if (_random.Next(5) == 0) await DestroySomeAsync(dataset);
        }
    }

    // As an administrator would: what is held he cannot destroy, and bookmarks he leaves alone.
    private async Task DestroySomeAsync(string dataset)
    {
        var candidates = (await _sender.VersionsAsync(dataset)).Where(version => version is { IsSnapshot: true, UserRefs: 0 }).SkipLast(1).ToArray();
        if (candidates.Length == 0) return;
        var victim = candidates[_random.Next(candidates.Length)];
        var path = DatasetPath.Parse(dataset);
        await _sender.Zfs.SnapshotDestroyer.DestroyAsync([Zrepl.Zfs.Snapshots.DestroyRequest.For(path, victim)], CancellationToken.None);
        Tell($"{dataset}{victim} destroyed by hand");
    }

    private async Task RunJobAsync(Fault fault)
    {
        Tell($"run with {fault}");
        var death = fault.Death();
        var link = fault.Link?.Invoke();
        var daemon = new Daemon(_plan, _sender, _receiver, death, _sabotage, link is null ? null : link.Around);
        if (fault.HostCrash is { } crash) (crash.IsSender ? _sender : _receiver).Host.Crashes.CrashAt(crash.Transaction, crash.Moment);
        try
        {
            var replication = await daemon.ReplicateAsync();
            Count(replication.Report);
            Tell(Summary(replication.Report));
            await PruneAsync(daemon, PruneSide.Sender, replication);
            await PruneAsync(daemon, PruneSide.Receiver, replication);
        }
        catch (Exception died) when (died is DaemonDiedException or SimulatedCrashException)
        {
            Tell($"ended: {died.Message}");
        }

        if (death.HasDied) Figures.Kills++;
        if (_sender.Host.Crashes.HasCrashed || _receiver.Host.Crashes.HasCrashed) Figures.Crashes++;
        if (link is { WasCut: true }) Figures.Cuts++;
        await daemon.EndAsync();
        _sender.Host.Crashes.Recover();
        _receiver.Host.Crashes.Recover();
    }

    private async Task PruneAsync(Daemon daemon, PruneSide side, ReplicationRun after)
    {
        var task = daemon.PruneTask(side, after);
        var (machine, rules) = side == PruneSide.Sender ? (_sender, _plan.SenderRules) : (_receiver, _plan.ReceiverRules);
        string Name(string dataset) => side == PruneSide.Sender ? dataset : Promises.CopyOf(dataset);
        if (machine.Host.Crashes.HasCrashed) return;
        var before = new Dictionary<string, Zrepl.Zfs.Versions.FilesystemVersion[]>();
        foreach (var dataset in _plan.Sent) before[dataset] = await machine.VersionsAsync(Name(dataset));
        ImmutableArray<FilesystemPrunePlan> preview;
        try
        {
            preview = await PrunePreview.ComputeAsync(task, TimeProvider.System, CancellationToken.None);
        }
        catch (Exception) when (machine.Host.Crashes.HasCrashed || _sender.Host.Crashes.HasCrashed || _receiver.Host.Crashes.HasCrashed)
        {
            return;
        }

        var report = await daemon.PruneAsync(task);
        Tell($"pruned {side}: {report.State} {report.Error} " + string.Join("; ", preview.OfType<FilesystemPrunePlan.Planned>().Select(p => $"{p.Path} -{string.Join(",", p.Destroy)}")));
        machine.Host.Crashes.Recover(); // to look at the disk; what is durable does not change
        foreach (var dataset in _plan.Sent)
            Figures.Pruned += Promises.CheckPruned(dataset, before[dataset], await machine.VersionsAsync(Name(dataset)), preview, rules);
    }

    private async Task RecoverAsync()
    {
        for (var run = 1; ; run++)
        {
            var daemon = new Daemon(_plan, _sender, _receiver, Death.Never, _sabotage);
            var replication = await daemon.ReplicateAsync();
            Count(replication.Report);
            Tell($"recovery {run}: {Summary(replication.Report)}");
            await daemon.EndAsync();
            if (replication.Report.Attempts[^1].State == AttemptState.Done) return;
            if (run == MostRunsToRecover) throw new PromiseBrokenException($"{run} runs without faults did not succeed: {Summary(replication.Report)}");
        }
    }

    private void Count(ReplicationReport report)
    {
        var steps = report.Attempts.SelectMany(attempt => attempt.Filesystems).SelectMany(filesystem => filesystem.Steps)
            .Where(step => step.Info.DoneAt is not null).ToList();
        Figures.Steps += steps.Count;
        Figures.Resumed += steps.Count(step => step.Info.Resumed);
    }

    private static string Summary(ReplicationReport report) => string.Join(" | ", report.Attempts.Select(attempt =>
        $"{attempt.State} {attempt.PlanError?.Err}" + string.Concat(attempt.Filesystems.Select(filesystem =>
            $" {filesystem.Info.Name}:{filesystem.State}:{filesystem.Steps.Length} {filesystem.PlanError?.Err}{filesystem.StepError?.Err}"))));

    private void Tell(string what) => _story.Add(what);
}
