using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Scheduling;
using Zrepl.Engine.Status;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Stalls;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>What hangs outside of a stream is shown by name with its job, and what only asks is ended, while nobody looks.</summary>
public sealed class HangingCommandsTests : IAsyncLifetime
{
    private readonly WatchedClock _clock = new();
    private readonly SimulatedHost _host;
    private readonly ServiceProvider _services;
    private readonly TaskCompletionSource _never = new();
    private readonly EngineInstance _engine;

    public HangingCommandsTests()
    {
        _host = new(new() { Clock = _clock, SyncToDisk = false });
        _services = new ServiceCollection().AddSingleton<ILoggerFactory>(new ProbeLoggers()).AddSingleton<TimeProvider>(_clock).AddZreplEngine().BuildServiceProvider();
        _engine = _services.GetRequiredService<EngineFactory>().Create(new()
        {
            Runner = new SimulatedZfs(_host), Clock = _clock, Alarms = new TimerAlarmClocks(_clock, TimeSpan.FromSeconds(10)),
        });
    }

    public async ValueTask InitializeAsync()
    {
        foreach (var pool in new[] { "tank", "backup" }) await _host.CreatePoolAsync(pool, rootProperties: ("mountpoint", "none"));
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync().AsTask().WaitAsync(Deadline.OfATest);
        await _services.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_snapshot_that_hangs_is_shown_with_its_job_never_ended_and_gone_when_it_ends()
    {
        _host.Faults.Add("zfs snapshot *", new Fault.Hang(_never.Task));
        await StartAsync("""
            - name: snap
              type: snap
              filesystems: {"tank<": true}
              snapshotting: {type: periodic, interval: 24h, prefix: p_}
              pruning: {keep: [{type: last_n, count: 9}]}
            """);
        await PassUntilAsync(() => !Job("snap").HangingCommands.IsEmpty);
        var hanging = Assert.Single(Job("snap").Hanging);
        Assert.StartsWith("zfs snapshot tank@p_", hanging.Text, StringComparison.Ordinal);
        Assert.EndsWith("gives no sign of life: its pool does not answer, or is very busy", hanging.Text, StringComparison.Ordinal);
        Assert.Contains("reset-snapshotting", hanging.WhatToDo, StringComparison.Ordinal);
        Assert.Equal((null, false), (hanging.EndsAt, hanging.IsStuck));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Single(_engine.Commands.Current, command => command.Args.Contains("snapshot"));

        _never.SetResult();
        await PassUntilAsync(() => Job("snap") is { HangingCommands.IsEmpty: true, IsSnapshotting: false, SnapshotTrouble: null });
    }

    [Fact]
    public async Task A_listing_that_hangs_is_ended_so_that_the_run_ends_with_the_reason()
    {
        await StartAsync("""
            - name: snap
              type: snap
              filesystems: {"tank<": true}
              snapshotting: {type: manual}
              pruning: {keep: [{type: last_n, count: 9}]}
            """);
        _host.Faults.Add("zfs list *", new Fault.Hang(_never.Task));
        Assert.True(_engine.Jobs.Wakeup("snap").IsSuccess);
        await PassUntilAsync(() => Job("snap").HangingCommands is [{ EndsAt: not null }]);
        await PassUntilAsync(() => Job("snap").LastRun is not null);
        Assert.Equal(RunOutcome.Failed, Job("snap").LastRun!.Outcome);
        Assert.Contains("zrepl ended it, because it gave no sign of life", Job("snap").LastRun!.Error, StringComparison.Ordinal);
        Assert.Empty(Job("snap").Hanging);
    }

    [Fact]
    public async Task A_sink_whose_zfs_does_not_answer_says_so_and_starts_no_second_question()
    {
        _host.Faults.Add("zfs list -H -o name -t filesystem,volume backup", new Fault.Hang(_never.Task));
        await StartAsync("""
            - name: sink
              type: sink
              serve: {type: local, listener_name: here}
              root_fs: backup
            """);
        await PassUntilAsync(() => Job("sink").Phase is JobPhase.Failed);
        Assert.Contains("zfs has not answered for 2 minutes", Job("sink").Problem!.Text, StringComparison.Ordinal);
        var asked = _engine.Commands.Current.Length;
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(asked, _engine.Commands.Current.Length);
        _never.SetResult();
        await PassUntilAsync(() => Job("sink") is { Phase: JobPhase.Serving, Problem: null });
    }

    private Task StartAsync(string jobs) => _engine.Jobs.StartAsync(Samples.Legal("jobs:\n" + jobs), CancellationToken.None);

    private JobStatus Job(string name) => _engine.Status.Find(name)!;

    private Task PassUntilAsync(Func<bool> isSo) => CancelWorld.UntilAsync(() =>
    {
        if (isSo()) return true;
        _clock.Advance(TimeSpan.FromSeconds(20));
        return false;
    });
}
