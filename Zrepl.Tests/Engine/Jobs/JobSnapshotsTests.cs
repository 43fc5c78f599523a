using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>What follows snapshots, taken on a simulated host, in each kind of job. Spec 2.3, 2.7.</summary>
public sealed class JobSnapshotsTests : IAsyncLifetime
{
    private const string Periodic = "snapshotting: {type: periodic, interval: 10m, prefix: zrepl_}";

    private readonly JobWorld _world = new();
    private readonly TemporaryDirectory _files = new();

    public async ValueTask InitializeAsync() => await _world.CreatePoolAsync("tank");

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Snapshots_of_a_push_job_are_followed_by_a_run()
    {
        await _world.StartAsync(Push());
        var result = await _world.RunAsync(1);
        Assert.Equal(RunReason.Snapshots, result.Reason);
        Assert.Equal(["snapshotted tank", "snapshots j Succeeded", "started j 1"], _world.Recorder.Lines.Take(3));
        Assert.Equal(1, _world.Metric("zrepl_snapshots_created", "j"));
        Assert.Equal(_world.Clock.GetUtcNow().ToUnixTimeSeconds(), _world.Metric("zrepl_snapshotting_last_success_time", "j"));
        var status = await _world.SeenAsync("j", status => status is { Phase: JobPhase.Waiting, NextRun: not null });
        Assert.Equal((_world.Clock.GetUtcNow().AddMinutes(10), "after the next snapshots"), (status.NextRun!.Time, status.NextRun.Reason));
        Assert.Equal(status.NextRun.Time, status.NextSnapshotAt);
    }

    [Fact]
    public async Task Snapshots_taken_while_a_push_job_is_busy_are_replicated_right_afterwards() // BAD-19
    {
        var gate = _world.Script.Hold("sender list");
        await _world.StartAsync(Push());
        await gate.Reached;
        await NextSnapshotsAsync("j");
        Assert.True((await _world.SeenAsync("j", status => status.IsWakeupPending)).Running is { Number: 1 });
        gate.Open();
        Assert.Equal(RunReason.Snapshots, (await _world.RunAsync(2)).Reason);
    }

    [Fact]
    public async Task An_operator_can_ask_for_snapshots_which_a_wakeup_never_takes() // spec 2.4
    {
        await _world.StartAsync(Push());
        await _world.RunAsync(1);
        await _world.WaitingAsync();
        _world.Jobs.Wakeup("j");
        await _world.RunAsync(2);
        Assert.Equal(1, Rounds("j"));
        _world.Clock.Advance(TimeSpan.FromSeconds(2)); // names count seconds
        Assert.True(_world.Jobs.Snapshot("j").IsSuccess);
        Assert.Equal(RunReason.Snapshots, (await _world.RunAsync(3)).Reason);
        Assert.Equal(2, Rounds("j"));
    }

    [Fact]
    public async Task A_snap_job_prunes_after_its_snapshots_and_its_run_can_be_reset() // spec 2.7, BAD-18
    {
        _world.Sender.Has("tank", "@1 @2 @3");
        var gate = _world.Script.Hold("sender list");
        await _world.StartAsync($$"""
            - name: s
              type: snap
              filesystems: {"tank<": true}
              {{Periodic}}
              pruning: {keep: [{type: last_n, count: 2}]}

            """);
        await gate.Reached;
        Assert.True(_world.Jobs.Reset("s").IsSuccess);
        Assert.Equal("cancelled: reset requested", (await _world.RunAsync(1, "s")).Error);
        _world.Jobs.Wakeup("s");
        Assert.Equal(1, (await _world.RunAsync(2, "s")).SnapshotsDestroyed);
        Assert.Equal("@2 @3", _world.Sender.VersionsOf("tank"));
        Assert.Equal(1, Rounds("s"));
        Assert.Equal(2, _world.Metric("zrepl_pruning_time", "s", "local"));
    }

    [Fact]
    public async Task Snapshots_of_a_source_job_go_on_beside_its_listening()
    {
        await _world.StartAsync($$"""
            - name: src
              type: source
              serve: {type: local, listener_name: src}
              filesystems: {"tank<": true}
              {{Periodic}}

            """);
        await _world.Recorder.HeardAsync("snapshots src Succeeded", 1);
        await _world.SeenAsync("src", status => status is { Phase: JobPhase.Serving, IsSnapshotting: false, NextSnapshotAt: not null });
        await NextSnapshotsAsync("src");
        Assert.Equal(2, Rounds("src"));
    }

    [Fact]
    public async Task The_newest_snapshot_of_many_datasets_is_found_with_one_listing() // design D7
    {
        await _world.CreatePoolAsync("other");
        await _world.StartAsync(Push("\"tank<\": true, \"other<\": true"));
        await _world.RunAsync(1);
        Assert.Single(_world.Host.CommandLog.Entries, entry => entry.Command.Arguments.Contains("filesystem,volume,snapshot,bookmark"));
    }

    [Theory]
    [InlineData("push")]
    [InlineData("snap")]
    [InlineData("source")]
    public async Task A_round_that_fails_is_a_trouble_of_the_job_until_one_succeeds_and_is_known_after_a_restart(string type)
    {
        var failing = OfType(type, "hooks: [{type: command, path: /no/such/hook, err_is_fatal: true}]");
        await _world.StartAsync(failing);
        var trouble = (await _world.SeenAsync("j", status => status.SnapshotTrouble is not null)).SnapshotTrouble!;
        Assert.StartsWith("tank: no snapshot was taken: ", trouble.Text, StringComparison.Ordinal);
        Assert.Contains("/no/such/hook", trouble.Text, StringComparison.Ordinal);
        Assert.Equal(1, trouble.Rounds);
        await KeptAsync(trouble);

        await using (var restarted = new JobWorld(_world.States))
        {
            await restarted.CreatePoolAsync("tank");
            await restarted.StartAsync(failing);
            await restarted.SeenAsync("j", status => status.SnapshotTrouble is { Rounds: 2 });
        }

        await _world.ReloadAsync(OfType(type, ""));
        await _world.Recorder.HeardAsync("snapshots j Succeeded", 1);
        await _world.SeenAsync("j", status => status is { SnapshotTrouble: null, Snapshotting: not null, IsSnapshotting: false });
        await KeptAsync(null);
    }

    // It is shown before it is kept.
    private async Task KeptAsync(SnapshotTrouble? trouble)
    {
        while ((await _world.States.LoadAsync(Zrepl.Engine.Guarantees.JobName.Parse("j"), CancellationToken.None)).SnapshotTrouble != trouble)
            await Task.Delay(1, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_hook_that_does_not_end_is_shown_by_name_and_the_round_can_be_ended()
    {
        await _world.StartAsync(OfType("snap", "hooks: [{type: command, path: /bin/cat, timeout: 10h}]").Replace("/bin/cat", Hang(), StringComparison.Ordinal));
        await _world.SeenAsync("j", status => status.Snapshotting?.Periodic?.Progress is [{ HookSteps: [{ Status: Zrepl.Engine.Hooks.HookStepStatus.Exec }, ..] }]);
        await _world.Clock.PassAsync(TimeSpan.FromMinutes(10));
        var hanging = Assert.Single((await _world.SeenAsync("j", status => status.HangingSnapshots is not null)).Hanging);
        Assert.Contains("it waits for: hook ", hanging.Text, StringComparison.Ordinal);
        Assert.Contains("at tank", hanging.Text, StringComparison.Ordinal);
        Assert.True(_world.Jobs.ResetSnapshotting("j").IsSuccess);
        await _world.SeenAsync("j", status => status is { HangingSnapshots: null, IsSnapshotting: false });
        Assert.Null(_world.Feed.Find("j")!.SnapshotTrouble); // somebody ended it
    }

    private string Hang()
    {
        var path = Path.Combine(_files.Path, "hang");
        File.WriteAllText(path, "#!/bin/sh\nexec sleep 1000\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private static string OfType(string type, string hooks) => type switch
    {
        "push" => Push(),
        "snap" => $$"""
            - name: j
              type: snap
              filesystems: {"tank<": true}
              {{Periodic}}
              pruning: {keep: [{type: last_n, count: 2}]}

            """,
        _ => $$"""
            - name: j
              type: source
              serve: {type: local, listener_name: src}
              filesystems: {"tank<": true}
              {{Periodic}}

            """,
    } is var job && hooks.Length == 0 ? job : job.Replace("prefix: zrepl_}", $"prefix: zrepl_, {hooks}}}", StringComparison.Ordinal);

    private static string Push(string filesystems = "\"tank<\": true") => JobWorld.Push()
        .Replace("snapshotting: {type: manual}", Periodic, StringComparison.Ordinal)
        .Replace("\"tank<\": true", filesystems, StringComparison.Ordinal);

    private int Rounds(string job) => _world.Recorder.Lines.Count(line => line == $"snapshots {job} {SnapshotRunOutcome.Succeeded}");

    private async Task NextSnapshotsAsync(string job)
    {
        var rounds = Rounds(job);
        var alarm = _world.Alarms.Of(job, "snapshot");
        var due = await alarm.SetAsync();
        _world.Clock.AdjustTime(due);
        alarm.AdvanceTo(due);
        await _world.Recorder.HeardAsync($"snapshots {job} Succeeded", rounds + 1);
    }
}
