using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Snapshotting;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;
using static Zrepl.Tests.Engine.Snapshotting.SnapshottingWorld;

namespace Zrepl.Tests.Engine.Snapshotting;

/// <summary>Snapshot runs over the real command lines and texts of ZFS.</summary>
public sealed class SnapshotsOnZfsTests : IAsyncLifetime // spec 4.4, 4.6, 4.7
{
    private const string Name = "zrepl_20240610_120000_000";

    private readonly FakeTimeProvider _clock = new(At("2024-06-10T12:00:00Z"));
    private readonly SimulatedHost _host;
    private readonly SimulatedZfs _zfs;
    private readonly ZfsSnapshotTarget _target;
    private readonly SnapshottingWorld _world;

    public SnapshotsOnZfsTests()
    {
        _host = new SimulatedHost(new SimulatedHostOptions { Clock = _clock, Seed = 1 });
        _zfs = new SimulatedZfs(_host);
        FilterRule[] rules = [FilterRule.Parse("tank<", true), FilterRule.Parse("dozer<", true), FilterRule.Parse("tank/no", false)];
        _target = new ZfsSnapshotTarget(_zfs, FilesystemFilter.Of(rules));
        _world = new SnapshottingWorld(_clock, _target);
    }

    public async ValueTask InitializeAsync()
    {
        await Zpool("create", "tank", "disk0");
        await Zpool("create", "dozer", "disk1");
        foreach (var dataset in new[] { "tank/a", "tank/a/b", "tank/c", "tank/no" }) await Zfs("create", dataset);
        await Zfs("create", "-V", "8M", "tank/vol");
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task All_datasets_of_a_pool_have_their_snapshots_of_one_transaction()
    {
        var result = await Run();
        Assert.Equal((SnapshotRunOutcome.Succeeded, 6), (result.Outcome, result.CreatedCount));
        var transactions = (await Zfs("list", "-H", "-p", "-t", "snapshot", "-o", "name,createtxg", "-r", "tank")).OutputText
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToList();
        Assert.Equal(
            [$"tank/a/b@{Name}", $"tank/a@{Name}", $"tank/c@{Name}", $"tank/vol@{Name}", $"tank@{Name}"],
            transactions.Select(line => line[0]).Order(StringComparer.Ordinal));
        Assert.Single(transactions.Select(line => line[1]).Distinct());
        Assert.Equal(2, Commands);
    }

    [Fact]
    public async Task A_snapshot_that_exists_already_does_not_block_the_others()
    {
        await Zfs("snapshot", $"tank/a@{Name}");
        var before = Commands;
        var result = await Run();
        Assert.Equal((SnapshotRunOutcome.Failed, 5), (result.Outcome, result.CreatedCount));
        Assert.Equal($"cannot create snapshot 'tank/a@{Name}': dataset already exists", ErrorOf(result, "tank/a"));
        Assert.Equal(3, Commands - before);
    }

    [Fact]
    public async Task A_dataset_destroyed_after_the_listing_does_not_block_the_others()
    {
        var isFirst = true;
        _target.BeforeCreate = () =>
        {
            if (isFirst) Zfs("destroy", "tank/c").Wait();
            isFirst = false;
        };
        var result = await Run();
        Assert.Equal(5, result.CreatedCount);
        Assert.Equal("dataset \"tank/c\" does not exist", ErrorOf(result, "tank/c"));
    }

    [Fact]
    public async Task A_dataset_without_permission_does_not_block_the_others()
    {
        _host.Permissions.BecomeOrdinaryUser();
        foreach (var dataset in new[] { "tank/a", "tank/vol", "dozer" }) _host.Permissions.Allow(dataset, "snapshot", "mount");
        var result = await Run();
        Assert.Equal(4, result.CreatedCount);
        Assert.Contains("permission denied", ErrorOf(result, "tank/c"), StringComparison.Ordinal);
        Assert.NotNull(result.Rows.Single(row => row.Filesystem.Text == "tank/c").Hint);
    }

    [Fact] // 4.4.2
    public async Task The_rhythm_goes_on_after_a_restart_of_the_daemon()
    {
        await Run();
        _clock.AdjustTime(At("2024-06-10T12:03:20Z"));
        _world.StartPeriodic(TimeSpan.FromMinutes(10));
        Assert.Equal(At("2024-06-10T12:10:00Z"), await _world.Alarm.SetAsync());
    }

    private int Commands => _host.CommandLog.Entries.Count(entry => entry.Command.Verb == "snapshot");

    private static string? ErrorOf(SnapshotRunResult result, string dataset) => result.Rows.Single(row => row.Filesystem.Text == dataset).Error;

    private Task<SnapshotRunResult> Run() =>
        new SnapshotRunner(_world.Environment).RunAsync(SnapshotRunReason.Request, null, _ => { }, TestContext.Current.CancellationToken);

    private Task<CommandResult> Zfs(params string[] arguments) => Ok(ZfsCommand.Zfs(arguments));

    private Task<CommandResult> Zpool(params string[] arguments) => Ok(ZfsCommand.Zpool(arguments));

    private async Task<CommandResult> Ok(ZfsCommand command)
    {
        var result = await _zfs.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess, result.ErrorText);
        return result;
    }
}
