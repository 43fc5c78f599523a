using Zrepl.Engine.Hooks;
using Zrepl.Engine.Tracing;
using Zrepl.Tests.Engine.Hooks;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class SnapshotTraceTests : IAsyncDisposable // F1, E2
{
    private readonly SnapshottingWorld _world = new();
    private readonly List<string> _seen = [];

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_periodic_run_stands_below_the_task_and_the_span_that_upstream_has()
    {
        SeeWhereSnapshotsAreTaken();
        _world.StartPeriodic(TimeSpan.FromMinutes(10));
        await _world.RunDue();
        Assert.Equal(
            ["test#0$periodic#0$periodic#0.internal/daemon/snapper.(*Periodic).Run.snapshots zrepl_20240610_120000_000"], _seen);
    }

    [Fact]
    public async Task A_cron_run_is_a_task_of_its_own_beside_the_waiting_one()
    {
        SeeWhereSnapshotsAreTaken();
        _world.StartCron("* * * * *");
        await _world.RunDue();
        Assert.Equal("test#0$snapshotting#0$snapshotting#1$snapshotting#1.snapshots zrepl_20240610_120100_000", Assert.Single(_seen));
    }

    [Fact]
    public async Task A_hook_knows_its_dataset_and_snapshot_in_traces_and_log_lines()
    {
        _world.Target.With("tank/a");
        _world.Hooks = [new FakeHook("db") { Does = (_, _, _) =>
        {
            _seen.Add($"{Tracer.RenderStack(TraceStackKind.Texts).Split('.')[^1]} fs={LogFields.Find("fs")} snap={LogFields.Find("snap")}");
            return Task.FromResult(new HookReport("ok"));
        } }];
        _world.StartPeriodic(TimeSpan.FromMinutes(10));
        await _world.RunDue();
        const string name = "zrepl_20240610_120000_000";
        Assert.All(_seen, seen => Assert.Equal($"snapshot tank/a@{name} with hooks fs=tank/a snap={name}", seen));
        Assert.Equal(2, _seen.Count);
    }

    private void SeeWhereSnapshotsAreTaken() => _world.Target.With("tank/a").BeforeCreate = (_, _) =>
    {
        _seen.Add(Tracer.RenderStack(TraceStackKind.Texts));
        return Task.CompletedTask;
    };
}
