using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
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

    /// <summary>A campaign on the machines given.</summary>
    /// <param name="plan">What is there, and the job.</param>
    /// <param name="sender">Where the plan sends from.</param>
    /// <param name="receiver">Where it receives; the same one, if both are on one machine.</param>
    /// <param name="sabotage">The mistake that the product makes.</param>
    public Campaign(CampaignPlan plan, Machine sender, Machine receiver, Sabotage sabotage = Sabotage.None)
    {
        _sabotage = sabotage;
        _plan = plan;
        _random = new Random(plan.Seed ^ 0x5eed);
        (_sender, _receiver) = (sender, receiver);
        _promises = new(plan, sender, receiver);
    }

    /// <summary>Simulated machines, with everything that the seed says of them.</summary>
    public static Campaign Simulated(int seed, Sabotage sabotage = Sabotage.None)
    {
        var plan = CampaignPlan.Draw(seed, DatasetPath.Parse("tank"), DatasetPath.Parse("backup"));
        var sender = SimulatedMachine.Make((ulong)seed * 2 + 1, plan.SenderVersion);
        return new(plan, sender, plan.IsOneMachine ? sender : SimulatedMachine.Make((ulong)seed * 2 + 2, plan.ReceiverVersion), sabotage);
    }

    /// <summary>What happened, for whoever looks into a failing seed.</summary>
    public string Story => string.Join("\n", _story);

    /// <summary>What it met; a plan may draw a fault that a short run never meets.</summary>
    public CampaignFigures Figures { get; } = new();

    /// <summary>Plays a seed to its end.</summary>
    /// <returns>What it met, and what went wrong with its story; null if nothing did.</returns>
    public async Task<(CampaignFigures Figures, string? Failure)> PlayAsync()
    {
        try
        {
            await RunAsync();
            return (Figures, null);
        }
        catch (Exception failure)
        {
            return (Figures, $"Seed {_plan.Seed}: {failure}\n\n{Story}");
        }
    }

    public async Task RunAsync()
    {
        await PrepareAsync();
        for (var round = 0; round < _plan.Rounds; round++)
        {
            if (round == 0 || _random.Next(4) > 0) await LiveAsync(); // else the run finds what the one before left, and nothing new
            await RunJobAsync(Fault.Draw(_random, _sender.CanStop && _receiver.CanStop));
            foreach (var dataset in _plan.Sent) await _promises.CheckAlwaysAsync(dataset);
            await _promises.CheckHoldsAsync();
        }

        var isNew = _random.Next(2) > 0;
        if (isNew) await LiveAsync();
        await RecoverAsync();
        foreach (var dataset in _plan.Sent) await _promises.CheckAtRestAsync(dataset, isNew);
        await _promises.CheckHoldsAsync();
        _sender.Verify();
        _receiver.Verify();
    }

    public async ValueTask DisposeAsync()
    {
        await _sender.DisposeAsync();
        if (_receiver != _sender) await _receiver.DisposeAsync();
    }

    private async Task PrepareAsync()
    {
        Tell($"{_plan}");
        await _sender.PrepareAsync(_plan.SenderRoot);
        await _receiver.PrepareAsync(_plan.ReceiverRoot);
        await _receiver.RunAsync("create", "-o", "mountpoint=none", _plan.Vault.Text);
        foreach (var path in _plan.Filesystems.Append(_plan.Excluded).OfType<string>().Order(StringComparer.Ordinal)) await _sender.CreateFilesystemAsync(DatasetPath.Parse(path));
        if (_plan.Volume is { } volume) await _sender.RunAsync("create", "-V", "1M", volume);
    }

    /// <summary>Programs write, snapshots are taken, and people do what they do: destroy and hold snapshots, set clocks, install a newer release.</summary>
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

            await AdministerAsync(_sender, dataset, spared: 1);
            await AdministerAsync(_receiver, _plan.CopyOf(dataset), spared: 2);
        }

        foreach (var machine in new[] { _sender, _receiver })
        {
            if (_random.Next(8) == 0) machine.SetClockBy(TimeSpan.FromHours(_random.Next(-100, 100)));
            if (_random.Next(8) == 0) machine.Upgrade();
        }
    }

    /// <param name="machine">Where.</param>
    /// <param name="dataset">A dataset there, or a name that is none yet.</param>
    /// <param name="spared">So many of the newest snapshots nobody in his senses destroys: with them what both sides share would go, by his hand and not by ours.</param>
    private async Task AdministerAsync(Machine machine, string dataset, int spared)
    {
        if (_random.Next(5) == 0 && await machine.DestroyOneAsync(dataset, spared, _random) is { } gone) Tell($"{dataset}{gone} destroyed by hand");
        if (_random.Next(8) == 0 && (await machine.VersionsAsync(dataset)).Where(version => version.IsSnapshot).ToArray() is { Length: > 0 } there)
        {
            var held = DatasetPath.Parse(dataset).Snapshot(there[_random.Next(there.Length)].Name);
            if (await machine.IsHeldAsync(held)) return;
            await machine.HoldAsync(held);
            _promises.RememberHold(machine, held);
            Tell($"{held} held by hand");
        }
        else if (_random.Next(6) == 0 && _promises.ForgetHold() is var (keeper, released))
        {
            await keeper.ReleaseAsync(released);
            Tell($"{released} released by hand");
        }
    }

    private async Task RunJobAsync(Fault fault)
    {
        Tell($"run with {fault}");
        var death = fault.Death();
        var link = fault.Link?.Invoke();
        var daemon = new Daemon(_plan, _sender, _receiver, death, _sabotage, link);
        if (fault.HostCrash is { } crash) (crash.IsSender ? _sender : _receiver).StopAt(crash.Transaction, crash.Moment);
        try
        {
            ReplicationRun replication;
            await using (await BeginAsync(fault.Trouble)) replication = await daemon.ReplicateAsync();
            Count(replication.Report);
            Tell(Summary(replication.Report));
            await PruneAsync(daemon, PruneSide.Sender, replication, fault.Trouble);
            await PruneAsync(daemon, PruneSide.Receiver, replication, fault.Trouble);
        }
        catch (Exception died) when (died is DaemonDiedException or SimulatedCrashException)
        {
            Tell($"ended: {died.Message}");
        }

        if (death.HasDied) Figures.Kills++;
        if (_sender.HasStopped || _receiver.HasStopped) Figures.Crashes++;
        if (fault.Trouble is not null) Figures.Troubles++;
        if (link is { Stalled.IsCancellationRequested: true }) Figures.Stalls++;
        else if (link is { WasCut: true }) Figures.Cuts++;
        await daemon.EndAsync();
        _sender.Recover();
        _receiver.Recover();
    }

    private async Task<IAsyncDisposable?> BeginAsync((bool OfSender, Trouble What)? trouble) => trouble switch
    {
        (true, var what) => await what.BeginAsync(_sender, _plan.SenderRoot),
        (false, var what) => await what.BeginAsync(_receiver, _plan.ReceiverRoot),
        null => null,
    };

    private async Task PruneAsync(Daemon daemon, PruneSide side, ReplicationRun after, (bool OfSender, Trouble What)? trouble)
    {
        var task = daemon.PruneTask(side, after);
        var (machine, rules) = side == PruneSide.Sender ? (_sender, _plan.SenderRules) : (_receiver, _plan.ReceiverRules);
        string Name(string dataset) => side == PruneSide.Sender ? dataset : _plan.CopyOf(dataset);
        if (machine.HasStopped) return;
        var before = new Dictionary<string, Zrepl.Zfs.Versions.FilesystemVersion[]>();
        foreach (var dataset in _plan.Sent) before[dataset] = await machine.VersionsAsync(Name(dataset));
        ImmutableArray<FilesystemPrunePlan> preview;
        try
        {
            preview = await PrunePreview.ComputeAsync(task, TimeProvider.System, CancellationToken.None);
        }
        catch (Exception) when (machine.HasStopped || _sender.HasStopped || _receiver.HasStopped)
        {
            return;
        }

        PruneReport report;
        await using (await BeginAsync(trouble)) report = await daemon.PruneAsync(task);
        Tell($"pruned {side}: {report.State} {report.Error} " + string.Join("; ", preview.OfType<FilesystemPrunePlan.Planned>().Select(p => $"{p.Path} -{string.Join(",", p.Destroy)}")));
        foreach (var error in (report.Completed ?? []).Select(dataset => dataset.LastError).Append(report.Error)) CheckNoMistake(error);
        machine.Recover(); // to look at the disk; what is durable does not change
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

    // What happens to disks, links and processes is none; what our own observers throw because the daemon died is none either.
    private static void CheckNoMistake(string? text)
    {
        var isOfUs = text?.Contains(nameof(DaemonDiedException), StringComparison.Ordinal) == true || text?.Contains(nameof(SimulatedCrashException), StringComparison.Ordinal) == true;
        if (text?.Contains(FailureText.Mistake, StringComparison.Ordinal) == true && !isOfUs) throw new PromiseBrokenException($"a mistake of zrepl: {text}");
    }

    private void Count(ReplicationReport report)
    {
        CheckNoMistake(Summary(report));
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
