using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Scheduling;
using Zrepl.Engine.Status;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Stalls;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>A child process that sleeps in the kernel holds up its own job until somebody or the watchdog ends the run, and no other job.</summary>
public sealed class StuckChildTests : IAsyncLifetime
{
    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });
    private readonly ServiceProvider _services;
    private EngineInstance _engine = null!; // made by each test, once it has said what is stuck
    private StubbornZfs _zfs = null!;

    public StuckChildTests() => _services = new ServiceCollection()
        .AddSingleton<ILoggerFactory>(new ProbeLoggers()).AddSingleton(TimeProvider.System).AddZreplEngine().BuildServiceProvider();

    public async ValueTask InitializeAsync()
    {
        await _host.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        await _host.CreatePoolAsync("backup", rootProperties: ("mountpoint", "none"));
        foreach (var dataset in new[] { "tank/a", "tank/b" })
        {
            await ZfsAsync("create", dataset);
            await ZfsAsync("snapshot", dataset + "@1");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync().AsTask().WaitAsync(Deadline.OfATest);
        await _services.DisposeAsync();
        Assert.Empty(_host.Mistakes);
        await _host.DisposeAsync();
    }

    [Theory]
    [InlineData("zfs list")] // planning
    [InlineData("zfs hold")] // before the stream
    [InlineData("zfs send tank/a@1")]
    [InlineData("zfs recv")]
    [InlineData("zfs bookmark")] // the confirmation
    public async Task Another_job_runs_meanwhile_and_the_one_it_holds_up_ends_when_it_is_reset(string command)
    {
        await StartAsync(command);
        _zfs.Times = 1;
        Wake("a");
        var stuck = await _zfs.Met;
        Wake("b");
        Assert.Equal(RunOutcome.Succeeded, (await RunAsync("b", 1)).Outcome);
        Assert.NotNull(_engine.Status.Find("a")!.Running);

        Assert.True(_engine.Jobs.Reset("a").IsSuccess);
        Assert.Equal((RunOutcome.Cancelled, "cancelled: reset requested"), ((await RunAsync("a", 1)).Outcome, (await RunAsync("a", 1)).Error));
        var listed = Assert.Single(_engine.Commands.Current, one => one.IsStuck);
        Assert.Equal(4711, listed.ProcessId);
        Assert.Contains(listed.Job, new[] { "a", "sink" }); // the sink serves it

        Wake("a");
        Assert.Equal(RunOutcome.Succeeded, (await RunAsync("a", 2)).Outcome);
        stuck.End();
        await CancelWorld.UntilAsync(() => _engine.Commands.Current.IsEmpty);
    }

    private async Task StartAsync(string stuck)
    {
        _zfs = new(new SimulatedZfs(_host), stuck, mentions: "tank/a"); // the sink looks at backup by itself
        _engine = _services.GetRequiredService<EngineFactory>().Create(new() { Runner = _zfs, Alarms = new TimerAlarmClocks(TimeProvider.System, TimeSpan.FromSeconds(10)) });
        await _engine.Jobs.StartAsync(Samples.Legal("jobs:\n" + Push("a") + Push("b") + """
            - name: sink
              type: sink
              serve: {type: local, listener_name: here}
              root_fs: backup
              recv: {placeholder: {encryption: 'off'} }
            """), CancellationToken.None);
        await SeenAsync("sink", status => status.Phase == JobPhase.Serving);
        foreach (var job in new[] { "a", "b" }) await SeenAsync(job, status => status.Phase == JobPhase.Waiting);
    }

    private static string Push(string name) => $$"""
        - name: {{name}}
          type: push
          connect: {type: local, listener_name: here, client_identity: {{name}} }
          filesystems: {"tank/{{name}}": true}
          snapshotting: {type: manual}
          pruning: {keep_sender: [{type: last_n, count: 10}], keep_receiver: [{type: last_n, count: 10}]}

        """;

    private void Wake(string job) => Assert.True(_engine.Jobs.Wakeup(job).IsSuccess);

    private async Task<RunResult> RunAsync(string job, int number) =>
        (await SeenAsync(job, status => status.LastRun?.Number >= number && status.Running is null)).LastRun!;

    private Task<JobStatus> SeenAsync(string job, Func<JobStatus, bool> matches) => CancelWorld.SeenAsync(_engine, job, matches);

    private async Task ZfsAsync(params string[] arguments)
    {
        var result = await new SimulatedZfs(_host).RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        Assert.True(result.IsSuccess, result.ErrorText);
    }
}
