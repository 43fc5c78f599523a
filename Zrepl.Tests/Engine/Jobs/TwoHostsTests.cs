using Zrepl.Engine.Freshness;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>Whole jobs between two simulated machines: snapshot, replicate, prune. Design 3; conformance T-13.</summary>
public sealed class TwoHostsTests
{
    private const string Sink = """
        - name: sink
          type: sink
          serve: {type: local, listener_name: nas}
          root_fs: backup
          recv: {placeholder: {encryption: 'off'}}

        """;

    private const string Push = """
        - name: push
          type: push
          connect: {type: local, listener_name: nas, client_identity: laptop}
          filesystems: {"tank/data<": true}
          snapshotting: {type: manual}
          pruning:
            keep_sender: [{type: not_replicated}, {type: last_n, count: 1}]
            keep_receiver: [{type: last_n, count: 2}]

        """;

    private const string Source = """
        - name: source
          type: source
          serve: {type: local, listener_name: laptop}
          filesystems: {"tank/data<": true}
          snapshotting: {type: manual}

        """;

    private const string Pull = """
        - name: pull
          type: pull
          connect: {type: local, listener_name: laptop, client_identity: nas}
          root_fs: backup
          recv: {placeholder: {encryption: 'off'}}
          interval: manual
          pruning: {keep_sender: [{type: not_replicated}, {type: last_n, count: 1}], keep_receiver: [{type: last_n, count: 2}]}

        """;

    [Fact]
    public async Task A_push_replicates_incrementally_and_prunes_both_sides()
    {
        await using var world = await TwoHosts.StartAsync(Push, Sink);
        await PrepareAsync(world, "a");
        Assert.Equal((RunOutcome.Succeeded, 1), Told(await world.Laptop.WakeAsync("push")));
        Assert.Equal(["a"], await world.Nas.SnapshotsAsync("backup/laptop/tank/data"));

        foreach (var name in new[] { "b", "c" }) await TakeAsync(world, name);
        var result = await world.Laptop.WakeAsync("push");
        Assert.Equal((RunOutcome.Succeeded, 2), Told(result));
        Assert.Equal(["c"], await world.Laptop.SnapshotsAsync("tank/data"));
        Assert.Equal(["b", "c"], await world.Nas.SnapshotsAsync("backup/laptop/tank/data"));
        Assert.Equal(3, result.SnapshotsDestroyed);
        await world.Nas.SeenAsync("sink", status => status.Clients is [{ Identity: "laptop", ActiveRequests: [] }]);
    }

    [Fact]
    public async Task A_receiver_that_is_away_costs_nobody_the_last_common_snapshot() // promise 1, without a cursor that would protect it
    {
        const string Unprotected = """
            pruning:
                keep_sender: [{type: last_n, count: 1}]
                keep_receiver: [{type: last_n, count: 2}]
              replication: {protection: {initial: guarantee_nothing, incremental: guarantee_nothing}}

            """;
        await using var world = await TwoHosts.StartAsync(Push[..Push.IndexOf("pruning:", StringComparison.Ordinal)] + Unprotected, Sink);
        await PrepareAsync(world, "a");
        Assert.Equal((RunOutcome.Succeeded, 1), Told(await world.Laptop.WakeAsync("push")));

        world.Nas.Host.ProblemAtStart = "The ZFS modules are not loaded.";
        foreach (var name in new[] { "b", "c" }) await TakeAsync(world, name);
        Assert.Equal(RunOutcome.Failed, (await world.Laptop.WakeAsync("push")).Outcome);
        Assert.Equal(["a", "c"], await world.Laptop.SnapshotsAsync("tank/data"));

        world.Nas.Host.ProblemAtStart = null;
        Assert.Equal((RunOutcome.Succeeded, 1), Told(await world.Laptop.WakeAsync("push")));
        Assert.Equal(["a", "c"], await world.Nas.SnapshotsAsync("backup/laptop/tank/data"));
    }

    [Fact]
    public async Task A_job_that_was_edited_or_restarted_knows_no_common_snapshot_and_asks_for_it_before_it_destroys_any() // promise 1
    {
        const string Unprotected = """
            pruning:
                keep_sender: [{type: last_n, count: 1}]
                keep_receiver: [{type: last_n, count: 2}]
              replication: {protection: {initial: guarantee_nothing, incremental: guarantee_nothing}}

            """;
        var push = Push[..Push.IndexOf("pruning:", StringComparison.Ordinal)] + Unprotected;
        await using var world = await TwoHosts.StartAsync(push, Sink);
        await PrepareAsync(world, "a");
        Assert.Equal((RunOutcome.Succeeded, 1), Told(await world.Laptop.WakeAsync("push")));

        await world.Laptop.Engine.Jobs.ReloadAsync(Samples.Legal("jobs:\n" + push.TrimEnd() + "\n  description: edited\n"), CancellationToken.None);
        world.Nas.Host.ProblemAtStart = "The ZFS modules are not loaded.";
        foreach (var name in new[] { "b", "c" }) await TakeAsync(world, name);
        Assert.Equal(RunOutcome.Failed, (await world.Laptop.WakeAsync("push")).Outcome);
        Assert.Equal(["a", "b", "c"], await world.Laptop.SnapshotsAsync("tank/data"));

        world.Nas.Host.ProblemAtStart = null;
        Assert.True(world.Laptop.Engine.Jobs.Wakeup("push", RunScope.Pruning).IsSuccess); // nobody has told the new job yet
        await world.Laptop.SeenAsync("push", status => status is { LastRun.Outcome: RunOutcome.Succeeded, Running: null });
        Assert.Equal(["a", "c"], await world.Laptop.SnapshotsAsync("tank/data"));
        Assert.Equal((RunOutcome.Succeeded, 1), Told(await world.Laptop.WakeAsync("push")));
    }

    [Fact]
    public async Task A_pool_that_is_not_imported_is_told_and_the_others_go_on_while_its_copies_grow_old() // promise 5
    {
        await using var world = await TwoHosts.StartAsync(Push.Replace("{\"tank/data<\": true}", "{\"tank/data<\": true, \"archive<\": true}", StringComparison.Ordinal), Sink);
        await PrepareAsync(world, "a");
        await world.Laptop.Host.CreatePoolAsync("archive", rootProperties: ("mountpoint", "none"));
        await world.Laptop.ZfsAsync("snapshot", "archive@a");
        Assert.Equal((RunOutcome.Succeeded, 2), Told(await world.Laptop.WakeAsync("push")));

        await world.Laptop.Engine.Zfs.Runner.RunAsync(ZfsCommand.Zpool("export", "archive"), CancellationToken.None);
        await TakeAsync(world, "b");
        var run = await world.Laptop.WakeAsync("push");
        Assert.Equal(RunOutcome.Partial, run.Outcome);
        Assert.Contains("zpool import archive", run.Error, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], await world.Nas.SnapshotsAsync("backup/laptop/tank/data"));
        var copies = world.Laptop.Engine.Status.Find("push")!.Copies; // it runs
        Assert.Equal(["archive a", "tank/data b"], copies.Select(copy => $"{copy.Dataset} {copy.Snapshot}"));
        Assert.Contains("zpool import", copies[0].Error, StringComparison.Ordinal);
    }

    [Theory] // promise 5; over a network the protocol has no word for it
    [InlineData("\"archive<\": true")]
    [InlineData("\"archive<\": true, \"archive\": false")] // the root itself is not offered
    public async Task A_pull_over_a_network_from_a_pool_that_is_not_imported_is_no_success_and_its_copies_grow_old(string archive)
    {
        using var port = new ReservedPort();
        await using var world = await TwoHosts.StartAsync(
            Source.Replace("serve: {type: local, listener_name: laptop}", $"serve: {{type: tcp, listen: \"{port}\", clients: {{\"127.0.0.1\": nas}}}}", StringComparison.Ordinal)
                .Replace("{\"tank/data<\": true}", $"{{\"tank/data<\": true, {archive}}}", StringComparison.Ordinal),
            Pull.Replace("connect: {type: local, listener_name: laptop, client_identity: nas}", $"connect: {{type: tcp, address: \"{port}\"}}", StringComparison.Ordinal));
        await PrepareAsync(world, "a");
        await world.Laptop.Host.CreatePoolAsync("archive", rootProperties: ("mountpoint", "none"));
        await world.Laptop.ZfsAsync("create", "archive/photos");
        await world.Laptop.ZfsAsync("snapshot", "-r", "archive@a");
        Assert.Equal(RunOutcome.Succeeded, (await world.Nas.WakeAsync("pull")).Outcome);

        await world.Laptop.Engine.Zfs.Runner.RunAsync(ZfsCommand.Zpool("export", "archive"), CancellationToken.None);
        await TakeAsync(world, "b");
        var run = await world.Nas.WakeAsync("pull");

        Assert.Equal(RunOutcome.Partial, run.Outcome);
        Assert.Contains("zpool import archive", run.Error, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], await world.Nas.SnapshotsAsync("backup/tank/data"));
        var copies = world.Nas.Engine.Status.Find("pull")!.Copies; // it runs
        Assert.Contains("archive/photos a", copies.Select(copy => $"{copy.Dataset} {copy.Snapshot}"));
        Assert.Contains("zpool import archive", copies.Single(copy => copy.Dataset == "archive").Error, StringComparison.Ordinal);
        Assert.Equal(["a"], await world.Nas.SnapshotsAsync("backup/archive/photos")); // and pruning has left it alone
    }

    [Fact]
    public async Task A_source_with_a_pool_that_is_not_imported_is_not_well_until_it_is()
    {
        await using var world = await TwoHosts.StartAsync(Source.Replace("{\"tank/data<\": true}", "{\"tank/data<\": true, \"archive<\": true}", StringComparison.Ordinal), Pull);
        var failed = await world.Laptop.SeenAsync("source", status => status.Phase == JobPhase.Failed);
        Assert.Equal("pool archive is not there: nothing of it can be pulled", failed.Problem!.Text);
        Assert.Contains("zpool import archive", failed.Problem.WhatToDo, StringComparison.Ordinal);
        await world.Laptop.Host.CreatePoolAsync("archive", rootProperties: ("mountpoint", "none"));
        await world.Clock.PassAsync(TimeSpan.FromSeconds(30));
        await world.Laptop.SeenAsync("source", status => status is { Phase: JobPhase.Serving, Problem: null });
    }

    [Fact]
    public async Task A_pull_replicates_incrementally_and_prunes_both_sides()
    {
        await using var world = await TwoHosts.StartAsync(Source, Pull);
        await PrepareAsync(world, "a");
        Assert.Equal((RunOutcome.Succeeded, 1), Told(await world.Nas.WakeAsync("pull")));
        await TakeAsync(world, "b");
        Assert.Equal((RunOutcome.Succeeded, 1), Told(await world.Nas.WakeAsync("pull")));
        Assert.Equal(["b"], await world.Laptop.SnapshotsAsync("tank/data"));
        Assert.Equal(["a", "b"], await world.Nas.SnapshotsAsync("backup/tank/data"));
    }

    [Theory] // promise 2: what a process left that died is released by pruning, and counted as gone by a preview
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_preview_releases_no_hold_and_lists_what_pruning_destroys_after_it_has(bool isPush)
    {
        await using var world = await (isPush ? TwoHosts.StartAsync(Push, Sink) : TwoHosts.StartAsync(Source, Pull));
        var (machine, name, copy) = isPush ? (world.Laptop, "push", "backup/laptop/tank/data") : (world.Nas, "pull", "backup/tank/data");
        await PrepareAsync(world, "a");
        await machine.WakeAsync(name);
        await world.Nas.ZfsAsync("hold", "mine", $"{copy}@a");
        foreach (var next in new[] { "b", "c" })
        {
            await TakeAsync(world, next);
            await machine.WakeAsync(name);
        }

        // As after a death between the two holds of a receive.
        var tag = $"zrepl_last_received_J_{(isPush ? "sink" : "pull")}";
        await world.Nas.ZfsAsync("release", "mine", $"{copy}@a");
        await world.Nas.ZfsAsync("hold", tag, $"{copy}@a");
        world.Nas.Engine.Endpoints.Cache.Invalidate(DatasetPath.Parse(copy));

        var job = Samples.Legal("jobs:\n" + (isPush ? Push : Pull)).Jobs[0];
        var plans = await machine.Engine.Preview.PruningAsync(job, PruneSide.Receiver, CancellationToken.None);
        Assert.Equal(["a"], Assert.Single(plans.OfType<FilesystemPrunePlan.Planned>()).Destroy.Select(snapshot => snapshot.Name));
        Assert.Contains(tag, await HoldsAsync(), StringComparison.Ordinal);

        await machine.WakeAsync(name);
        Assert.Equal(["b", "c"], await world.Nas.SnapshotsAsync(copy));

        async Task<string> HoldsAsync() => (await world.Nas.Engine.Zfs.Runner.RunAsync(ZfsCommand.Zfs("holds", $"{copy}@a"), CancellationToken.None)).OutputText;
    }

    [Fact]
    public async Task A_source_whose_zfs_send_outlives_the_request_breaks_no_rule_of_tracing() // broken rules throw in tests
    {
        await using var world = await TwoHosts.StartAsync(Source, Pull);
        await PrepareAsync(world);
        await world.Laptop.Host.Files.WriteAsync("tank/data", "file", 4 * world.Laptop.Host.PipeCapacity, 1); // cannot end before it is read
        await TakeAsync(world, "a");
        Assert.Equal((RunOutcome.Succeeded, 1), Told(await world.Nas.WakeAsync("pull")));
        await world.Laptop.SeenAsync("source", status => status.Clients is [{ ActiveRequests: [], BytesMoved: > 0 }]);
    }

    [Fact]
    public async Task Snapshots_begin_a_run_by_themselves()
    {
        var periodic = Push.Replace("{type: manual}", "{type: periodic, interval: 10m, prefix: zrepl_}", StringComparison.Ordinal);
        await using var world = await TwoHosts.StartAsync(periodic.Replace("tank/data<", "tank<", StringComparison.Ordinal), Sink);
        await world.Laptop.SeenAsync("push", status => status is { LastRun.Outcome: RunOutcome.Succeeded, Running: null });
        var snapshot = Assert.Single(await world.Nas.SnapshotsAsync("backup/laptop/tank"));
        Assert.StartsWith("zrepl_", snapshot, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_destroyed_that_a_preview_did_not_list() // promise 2
    {
        await using var world = await TwoHosts.StartAsync(Push, Sink);
        await PrepareAsync(world, "a", "b");
        await world.Laptop.WakeAsync("push");
        await TakeAsync(world, "c");
        var push = Samples.Legal("jobs:\n" + Push).Jobs[0];
        var plans = await world.Laptop.Engine.Preview.PruningAsync(push, PruneSide.Sender, CancellationToken.None);
        var plan = Assert.Single(plans.OfType<FilesystemPrunePlan.Planned>());
        var before = await world.Laptop.SnapshotsAsync("tank/data");
        await world.Laptop.WakeAsync("push");
        var gone = before.Except(await world.Laptop.SnapshotsAsync("tank/data")).ToHashSet();
        Assert.NotEmpty(gone);
        var listed = plan.Decisions.Where(decision => decision.Destroy).Select(decision => decision.Snapshot.Name);
        Assert.Subset(listed.Append("b").ToHashSet(), gone); // @b was replicated after the preview, and so became free to go
    }

    [Theory] // a page or a request stands in no task
    [InlineData(PruneSide.Sender)]
    [InlineData(PruneSide.Receiver)]
    public async Task A_preview_can_be_asked_for_by_whoever_stands_in_no_task(PruneSide side)
    {
        await using var world = await TwoHosts.StartAsync(Push, Sink);
        await PrepareAsync(world, "a");
        await world.Laptop.WakeAsync("push");
        var push = Samples.Legal("jobs:\n" + Push).Jobs[0];
        using var outside = Tracer.Isolate(new TraceRegistry(new TraceSettings { ThrowsOnViolation = true }));
        Assert.NotEmpty((await world.Laptop.Engine.Preview.PruningWithRoomAsync(push, side, CancellationToken.None)).Plans);
        Assert.Equal(0, Tracer.Violations);
    }

    [Fact]
    public async Task A_sink_knows_how_old_each_copy_is_and_that_a_client_fell_silent() // promise 5
    {
        await using var world = await TwoHosts.StartAsync(Push, Sink.TrimEnd() + "\n  alerts: {rpo: 1h}\n");
        await PrepareAsync(world, "a");
        await world.Laptop.WakeAsync("push");
        var seen = await world.Nas.SeenAsync("sink", status => status.Copies is [{ Dataset: "backup/laptop/tank/data", Snapshot: "a" }]);
        Assert.Equal(FreshnessState.Ok, StateOf(seen));

        await world.Nas.ZfsAsync("create", "backup/by-hand");
        await world.Nas.ZfsAsync("snapshot", "backup/by-hand@x");
        await world.Clock.PassAsync(TimeSpan.FromHours(6)); // when the sink looks again
        seen = await world.Nas.SeenAsync("sink", status => status.Copies is [{ Dataset: "backup/by-hand", Snapshot: "x" }, { Snapshot: "a" }]);
        Assert.Equal(FreshnessState.Late, StateOf(seen));

        FreshnessState StateOf(JobStatus status) => JobFreshness.Of(status, world.Clock.GetLocalNow()).State;
    }

    [Fact]
    public async Task A_reset_leaves_no_command_behind_and_the_next_run_goes_on()
    {
        const string Slow = "send: {bandwidth_limit: {max: 1 KiB, bucket_capacity: 1 KiB}}\n  snapshotting:";
        await using var world = await TwoHosts.StartAsync(Push.Replace("snapshotting:", Slow, StringComparison.Ordinal), Sink);
        await PrepareAsync(world, "a");
        world.Laptop.Engine.Jobs.Wakeup("push");
        await world.Nas.SeenAsync("sink", status => status.Clients is [{ ActiveRequests: ["receive tank/data@a"] }]); // the clock stands still, and so does the stream
        Assert.True(world.Laptop.Engine.Jobs.Reset("push").IsSuccess);
        var cancelled = await world.Laptop.SeenAsync("push", status => status.LastRun is not null && status.Running is null);
        Assert.Equal("cancelled: reset requested", cancelled.LastRun!.Error);
        Assert.Empty(world.Laptop.Engine.Commands.Current);
        await world.Laptop.Engine.Jobs.ReloadAsync(Samples.Legal("jobs:\n" + Push), CancellationToken.None);
        Assert.Equal(RunOutcome.Succeeded, (await world.Laptop.WakeAsync("push")).Outcome);
        Assert.Equal(["a"], await world.Nas.SnapshotsAsync("backup/laptop/tank/data"));
    }

    [Fact]
    public async Task The_number_of_zfs_processes_does_not_depend_on_the_number_of_datasets_when_nothing_is_new() // design D7
    {
        Assert.Equal(await CommandsOfAnIdleRunAsync(2), await CommandsOfAnIdleRunAsync(12));

        static async Task<long> CommandsOfAnIdleRunAsync(int datasets)
        {
            const string Everything = "pruning: {keep_sender: [{type: regex, regex: .*}], keep_receiver: [{type: regex, regex: .*}]}\n";
            await using var world = await TwoHosts.StartAsync(Push[..Push.IndexOf("pruning:", StringComparison.Ordinal)] + Everything, Sink);
            await PrepareAsync(world);
            for (var i = 0; i < datasets; i++) await world.Laptop.ZfsAsync("create", $"tank/data/{i}");
            await world.Laptop.ZfsAsync("snapshot", "-r", "tank/data@a");
            Assert.Equal(RunOutcome.Succeeded, (await world.Laptop.WakeAsync("push")).Outcome);
            var before = world.Laptop.Host.CommandLog.Count + world.Nas.Host.CommandLog.Count;
            Assert.Equal(RunOutcome.Succeeded, (await world.Laptop.WakeAsync("push")).Outcome);
            return world.Laptop.Host.CommandLog.Count + world.Nas.Host.CommandLog.Count - before;
        }
    }

    [Fact]
    public async Task A_sink_whose_root_is_missing_is_not_well_although_it_listens()
    {
        await using var world = await TwoHosts.StartAsync(Push, Sink.Replace("root_fs: backup", "root_fs: backup/laptops", StringComparison.Ordinal));
        var failed = await world.Nas.SeenAsync("sink", status => status.Phase == JobPhase.Failed);
        Assert.Equal("root_fs \"backup/laptops\" does not exist: nothing can be received", failed.Problem!.Text);
        await world.Nas.ZfsAsync("create", "backup/laptops");
        await world.Clock.PassAsync(TimeSpan.FromSeconds(30));
        await world.Nas.SeenAsync("sink", status => status is { Phase: JobPhase.Serving, Problem: null });
    }

    [Fact]
    public async Task A_source_without_zfs_is_not_well_although_it_listens_and_is_again_once_the_module_is_loaded()
    {
        await using var world = await TwoHosts.StartAsync(Source, Pull);
        await world.Laptop.SeenAsync("source", status => status.Phase == JobPhase.Serving);
        await world.Clock.RunningAsync(due => due == TimeSpan.FromMinutes(15)); // it has looked once, and all was well
        world.Laptop.Host.ProblemAtStart = "The ZFS modules are not loaded.";
        await world.Clock.PassAsync(TimeSpan.FromMinutes(15));
        var failed = await world.Laptop.SeenAsync("source", status => status.Phase == JobPhase.Failed);
        Assert.Contains("modprobe zfs", failed.Problem!.Text, StringComparison.Ordinal);
        world.Laptop.Host.ProblemAtStart = null;
        await world.Clock.PassAsync(TimeSpan.FromSeconds(30));
        await world.Laptop.SeenAsync("source", status => status is { Phase: JobPhase.Serving, Problem: null });
    }

    private static (RunOutcome Outcome, int Steps) Told(RunResult result) =>
        result.Error is null ? (result.Outcome, result.StepsCompleted) : throw new InvalidOperationException(result.Error);

    private static async Task PrepareAsync(TwoHosts world, params string[] snapshots)
    {
        await world.Laptop.ZfsAsync("create", "tank/data");
        foreach (var name in snapshots) await TakeAsync(world, name);
    }

    private static async Task TakeAsync(TwoHosts world, string name)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Laptop.ZfsAsync("snapshot", $"tank/data@{name}");
    }
}
