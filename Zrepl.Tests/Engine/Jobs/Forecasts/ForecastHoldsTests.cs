using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Jobs.Forecasts;

/// <summary>A forecast made while a run is under way: what the job holds for a step is not held any more when the run is over. Whatever others hold stays.</summary>
public sealed class ForecastHoldsTests
{
    [Theory]
    [InlineData("zrepl_STEP_J_j", true)]
    [InlineData("zrepl_STEP_J_other", false)]
    [InlineData("mine", false)]
    public async Task Only_the_jobs_own_step_hold_ends_by_itself(string tag, bool goes)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 10, 9, 30, 0, TimeSpan.Zero));
        await using var host = new SimulatedHost(new() { Clock = clock, SyncToDisk = false });
        await host.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        var zfs = new SimulatedZfs(host);
        await RunAsync("create", "-o", "mountpoint=none", "tank/backup");
        for (var number = 1; number <= 4; number++)
        {
            await RunAsync("snapshot", $"tank@zrepl_{number}");
            clock.Advance(TimeSpan.FromDays(1));
        }

        await RunAsync("hold", tag, "tank@zrepl_1");
        var jobs = Samples.Legal("""
            jobs:
            - name: j
              type: push
              filesystems: {"tank": true}
              connect: {type: local, listener_name: there, client_identity: here}
              snapshotting: {type: periodic, interval: 24h, prefix: zrepl_}
              pruning: {keep_sender: [{type: last_n, count: 2}], keep_receiver: [{type: last_n, count: 2}]}
            - name: sink
              type: sink
              serve: {type: local, listener_name: there}
              root_fs: tank/backup
            """).Jobs;
        var preview = new OfflinePrunePreview(new EndpointServices(new ZfsHost(zfs, clock), clock, new ProbeLoggers()), jobs);
        var found = await preview.ComputeAsync(jobs[0], PruneSide.Sender, clock.GetUtcNow().AddDays(5), CancellationToken.None);
        var plan = Assert.IsType<FilesystemPrunePlan.Planned>(Assert.Single(found.Plans));
        var first = SnapshotFate.Of(plan).First(fate => fate.Name == "zrepl_1");
        Assert.Equal(goes, first.Destroy);
        if (!goes) Assert.Equal(["held by 1 hold"], first.Because);

        async Task RunAsync(params string[] arguments) => Assert.True((await zfs.RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None)).IsSuccess);
    }
}
