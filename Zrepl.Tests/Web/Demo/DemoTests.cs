using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Demo;
using Zrepl.Web.Live;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Demo;

/// <summary>The demonstration: spec C8.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationTokenSource _limit = new(Deadline.OfATest);

    public void Dispose()
    {
        _directory.Dispose();
        _limit.Dispose();
    }

    private static async Task<string> ZfsAsync(SimulatedHost host, params string[] arguments) =>
        (await new SimulatedZfs(host).RunAsync(ZfsCommand.Zfs(arguments), TestContext.Current.CancellationToken)).OutputText;

    [Fact]
    public void Its_configuration_is_one_that_nothing_can_be_said_against()
    {
        var loaded = new ConfigurationLoader(new()).LoadText(DemoConfiguration.Text("/tmp/demo"), "zrepl.yml");
        Assert.Empty(loaded.Problems);
        Assert.Equal(["backup_sink", "machines_from_prod"], loaded.Jobs.Where(job => DemoMachines.IsOnBackup(job.Definition)).Select(job => job.Definition.Name.Text));
        Assert.Equal(["push", "snap", "source", "sink", "pull"], loaded.Jobs.Select(job => job.Definition.Type).Distinct());
    }

    [Fact]
    public async Task Something_is_written_all_the_time()
    {
        await using var machines = await DemoMachines.CreateAsync(new FakeTimeProvider(), _limit.Token);
        using var writer = new DemoWriter(machines, new FakeTimeProvider(), new Random(1), NullLogger<DemoWriter>.Instance);
        var before = await DigestsAsync();
        await writer.WriteAsync();
        Assert.Equal(1, before.Zip(await DigestsAsync()).Count(pair => pair.First != pair.Second));

        async Task<List<string>> DigestsAsync()
        {
            List<string> digests = [];
            foreach (var (dataset, _) in DemoMachines.Busy) digests.Add(await machines.Prod.Files.DigestAsync(dataset));
            return digests;
        }
    }

    [Fact]
    public async Task Every_fault_happens_and_heals()
    {
        var clock = new FakeTimeProvider();
        await using var machines = await DemoMachines.CreateAsync(clock, _limit.Token);
        await ZfsAsync(machines.Prod, "snapshot", "tank/home/bert@old");
        await ZfsAsync(machines.Backup, "create", "-p", "sink/zrepl/pushed/prod/tank/home/anna");
        var backup = new FakeJobHost();
        var configuration = new ConfigurationLoader(new()).LoadText(DemoConfiguration.Text("/tmp/demo"), "zrepl.yml");
        var faults = new DemoFaults(machines, backup, new("zrepl.yml", configuration));
        var before = await StateAsync();
        foreach (var fault in faults.All)
        {
            var end = await fault.Begin(_limit.Token);
            if (!fault.Story.Contains("connection breaks", StringComparison.Ordinal)) Assert.NotEqual(before, await StateAsync()); // seen only by the next stream
            await end(_limit.Token);
            Assert.Equal(before, await StateAsync());
        }

        async Task<string> StateAsync() => string.Join('\n',
            await ZfsAsync(machines.Prod, "holds", "-H", "tank/home/bert@old"),
            await ZfsAsync(machines.Backup, "list", "-H", "-t", "all", "-o", "name,available"),
            await ZfsAsync(machines.Backup, "create", "-v", "sink/probe"),
            await ZfsAsync(machines.Backup, "destroy", "-v", "sink/probe"),
            backup.Configurations.LastOrDefault()?.Jobs.First(job => job.Type == "sink").IsEnabled ?? true);
    }

    [Fact]
    public async Task Machines_in_a_directory_are_found_again_and_healed()
    {
        await using (var first = await DemoMachines.OpenAsync(_directory.Path, TimeProvider.System, _limit.Token))
        {
            await first.Backup.ChangePoolAsync("sink", isFull: true);
            await ZfsAsync(first.Prod, "create", "tank/mine");
        }

        await using var second = await DemoMachines.OpenAsync(_directory.Path, TimeProvider.System, _limit.Token);
        Assert.Contains("tank/mine", await ZfsAsync(second.Prod, "list", "-H", "-o", "name", "-r", "tank"), StringComparison.Ordinal);
        await DemoMachines.RunAsync(second.Backup, _limit.Token, "create", "sink/room_again");
    }

    [Fact]
    public async Task A_fault_whose_ground_is_gone_is_passed_over()
    {
        var log = new LogProbe<DemoScript>();
        using var script = new DemoScript(null!, new(), new FakeTimeProvider(), log); // faults are given one by one here
        await script.PlayAsync(new("nothing", TimeSpan.FromSeconds(1), _ => throw new InvalidOperationException("it is not there")), _limit.Token);
        Assert.Contains("demo: not now: nothing: it is not there", Assert.Single(log.Entries).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_something_goes_wrong_on_purpose_visitors_can_be_told_what_and_until_when()
    {
        var (staged, clock) = (new StagedFaults(), new FakeTimeProvider());
        using var script = new DemoScript(null!, staged, clock, NullLogger<DemoScript>.Instance);
        var played = script.PlayAsync(new("the pool is full", TimeSpan.FromSeconds(80), _ => Task.FromResult<Func<CancellationToken, Task>>(_ => Task.CompletedTask)), _limit.Token);
        Assert.Equal(new StagedFault("the pool is full", clock.GetUtcNow().AddSeconds(80)), staged.Now);

        clock.Advance(TimeSpan.FromSeconds(80));
        await played.WaitAsync(_limit.Token);
        Assert.Null(staged.Now);
    }

    [Fact]
    public async Task It_comes_to_life_takes_snapshots_and_writes_only_into_its_directory()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        await using var machines = await DemoMachines.CreateAsync(TimeProvider.System, _limit.Token);
        var succeeded = new TaskCompletionSource<ImmutableArray<JobStatus>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = DemoDaemon.Of(_directory.Path, "http://127.0.0.1:0", EnvironmentConstants.Defaults, TimeProvider.System, machines, (services, _) =>
        {
            services.GetRequiredService<IStatusFeed>().Subscribe(jobs =>
            {
                if (jobs.Any(job => job.LastRun?.Outcome == RunOutcome.Succeeded)) succeeded.TrySetResult(jobs);
            });
            return Task.CompletedTask;
        }, settings => settings with { PatienceAtEnd = Deadline.OfATest }).RunAsync(stop.Token);
        await Task.WhenAny(succeeded.Task, run).WaitAsync(_limit.Token);
        Assert.Equal(7, (await succeeded.Task.WaitAsync(_limit.Token)).Length);
        await stop.CancelAsync();
        await run;
        Assert.Contains("rpool/root@auto_", await ZfsAsync(machines.Prod, "list", "-H", "-t", "snapshot"), StringComparison.Ordinal);
        Assert.Superset(
            new HashSet<string?> { "lock", "run", "traces", "zrepl.db", "zrepl.log", "zrepl.yml" },
            Directory.EnumerateFileSystemEntries(_directory.Path).Select(Path.GetFileName).ToHashSet());
    }
}
