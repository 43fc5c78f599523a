using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Repairs;
using Zrepl.Engine.Scheduling;
using Zrepl.Engine.Status;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Stalls;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Repairs;

/// <summary>Repairs in a whole engine: never beside a run of the job, and never at the cost of another job.</summary>
public sealed class RepairsOfAJobTests : IAsyncLifetime
{
    private static readonly ZreplConfiguration Definition = Samples.Legal("""
        jobs:
        - name: a
          type: push
          connect: {type: local, listener_name: here, client_identity: a}
          filesystems: {"tank/a": true}
          snapshotting: {type: manual}
          pruning: {keep_sender: [{type: last_n, count: 10}], keep_receiver: [{type: last_n, count: 10}]}
        - name: b
          type: push
          connect: {type: local, listener_name: here, client_identity: a}
          filesystems: {"tank/b": true}
          snapshotting: {type: manual}
          pruning: {keep_sender: [{type: last_n, count: 10}], keep_receiver: [{type: last_n, count: 10}]}
        - name: sink
          type: sink
          serve: {type: local, listener_name: here}
          root_fs: backup
          recv: {placeholder: {encryption: 'off'} }
        """);

    private static readonly DatasetPath Source = DatasetPath.Parse("tank/a");

    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });
    private readonly ServiceProvider _services;
    private readonly EngineInstance _engine;

    public RepairsOfAJobTests()
    {
        _services = new ServiceCollection().AddSingleton<ILoggerFactory>(new ProbeLoggers()).AddSingleton(TimeProvider.System).AddZreplEngine().BuildServiceProvider();
        _engine = _services.GetRequiredService<EngineFactory>().Create(
            new() { Runner = new SimulatedZfs(_host), Alarms = new TimerAlarmClocks(TimeProvider.System, TimeSpan.FromSeconds(10)) });
    }

    public async ValueTask InitializeAsync()
    {
        await _host.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        await _host.CreatePoolAsync("backup", rootProperties: ("mountpoint", "none"));
        await ZfsAsync("create", "tank/a");
        await ZfsAsync("snapshot", "tank/a@1");
        await _engine.Jobs.StartAsync(Definition, CancellationToken.None);
        await SeenAsync("sink", status => status.Phase == JobPhase.Serving);
        await SeenAsync("a", status => status.Phase == JobPhase.Waiting);
        Assert.True(_engine.Jobs.Wakeup("a").IsSuccess);
        Assert.Equal(RunOutcome.Succeeded, (await RunAsync(1)).Outcome);
        await ZfsAsync("snapshot", "backup/a/tank/a@own");
        await ZfsAsync("snapshot", "tank/a@2");
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync().AsTask().WaitAsync(Deadline.OfATest);
        await _services.DisposeAsync();
        Assert.Empty(_host.Mistakes);
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_run_that_is_due_during_a_repair_begins_after_it_and_goes_on()
    {
        var plan = await LookAsync();
        Assert.Equal(RepairSituation.Diverged, plan.Situation);
        var done = await RepairAsync(plan, async () =>
        {
            Assert.True(_engine.Jobs.Wakeup("a").IsSuccess);
            await CancelWorld.UntilAsync(() => _engine.Jobs.Wakeup("a").Text.Contains("after the one under way", StringComparison.Ordinal)); // the first was heard
            Assert.Null(_engine.Status.Find("a")!.Running);
        });

        Assert.IsType<RepairResult.Done>(done);
        Assert.Equal(RunOutcome.Succeeded, (await RunAsync(2)).Outcome);
    }

    [Fact]
    public async Task A_run_that_waits_for_a_repair_can_be_cancelled_and_the_job_goes_on()
    {
        var plan = await LookAsync();
        await RepairAsync(plan, async () =>
        {
            Assert.True(_engine.Jobs.Wakeup("a").IsSuccess);
            await CancelWorld.UntilAsync(() => _engine.Jobs.Reset("a").IsSuccess);
        });

        Assert.True(_engine.Jobs.Wakeup("a").IsSuccess);
        Assert.Equal(RunOutcome.Succeeded, (await RunAsync(2)).Outcome);
    }

    [Fact]
    public async Task A_second_repair_during_the_first_is_refused_and_changes_nothing()
    {
        var plan = await LookAsync();
        RepairResult? second = null;
        Assert.IsType<RepairResult.Done>(await RepairAsync(plan, async () => second = await RepairAsync(plan, () => throw new InvalidOperationException("both begin"))));
        Assert.Contains("is under way", Assert.IsType<RepairResult.Refused>(second).Reason, StringComparison.Ordinal);
    }

    [Fact] // b's dataset was made of a's by clone and promote, so a's copy has b's snapshots
    public async Task The_copy_of_another_job_with_the_same_root_is_not_taken_away_from_it()
    {
        await ZfsAsync("destroy", "backup/a/tank/a@own");
        await ZfsAsync("clone", "tank/a@1", "tank/b");
        await ZfsAsync("promote", "tank/b");
        var plan = await _engine.Repairs.LookAsync(Definition.Jobs[1], Definition.Jobs, DatasetPath.Parse("tank/b"), CancellationToken.None);
        Assert.Equal(RepairSituation.Missing, plan.Situation);
        Assert.Contains("Job a receives there", Assert.Single(plan.Ways).NotPossible, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_is_not_there_is_told_and_not_taken_for_a_missing_copy()
    {
        var elsewhere = Definition.Jobs.Select(job => job is SinkJobDefinition sink ? sink with { RootFs = DatasetPath.Parse("offline/root") } : job).ToList();
        var failure = await Assert.ThrowsAsync<EndpointException>(() => _engine.Repairs.LookAsync(elsewhere[0], elsewhere, Source, CancellationToken.None));
        Assert.Contains("root_fs \"offline/root\" does not exist", failure.Message, StringComparison.Ordinal);
    }

    private Task<RepairPlan> LookAsync() => _engine.Repairs.LookAsync(Definition.Jobs[0], Definition.Jobs, Source, CancellationToken.None);

    private Task<RepairResult> RepairAsync(RepairPlan plan, Func<Task> meanwhile) =>
        _engine.Repairs.RunAsync(Definition.Jobs[0], Definition.Jobs, Source, plan.Revision, 1, (_, _) => meanwhile(), CancellationToken.None).WaitAsync(Deadline.OfATest);

    private async Task<RunResult> RunAsync(int number) => (await SeenAsync("a", status => status.LastRun?.Number >= number && status.Running is null)).LastRun!;

    private Task<JobStatus> SeenAsync(string job, Func<JobStatus, bool> matches) => CancelWorld.SeenAsync(_engine, job, matches);

    private async Task ZfsAsync(params string[] arguments)
    {
        var result = await new SimulatedZfs(_host).RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        Assert.True(result.IsSuccess, result.ErrorText);
    }
}
