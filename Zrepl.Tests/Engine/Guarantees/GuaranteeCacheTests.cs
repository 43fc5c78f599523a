using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Engine.Guarantees;

/// <summary>What is taken away after a step, and what stands in the way of taking away too much. Spec B4, B7.3.</summary>
public sealed class GuaranteeCacheTests : IAsyncLifetime
{
    private static readonly DatasetPath Data = DatasetPath.Parse("tank/data");
    private static readonly JobName Job = JobName.Parse("to_nas");
    private static readonly HashSet<GuaranteeKind> Tentative = [GuaranteeKind.TentativeCursor];

    private static readonly HashSet<GuaranteeKind> Steps = [GuaranteeKind.StepHold];

    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });
    private readonly SimulatedZfs _zfs;
    private readonly EndpointServices _services;

    public GuaranteeCacheTests()
    {
        _zfs = new(_host);
        _services = new(new ZfsHost(_zfs, TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance);
    }

    public async ValueTask InitializeAsync()
    {
        await RunAsync(ZfsCommand.Zpool("create", "tank", "disk0"));
        await RunAsync(ZfsCommand.Zfs("create", "tank/data"));
        foreach (var name in new[] { "a", "b", "c" }) await RunAsync(ZfsCommand.Zfs("snapshot", $"tank/data@{name}"));
        foreach (var snapshot in await SnapshotsAsync()) await _services.Keeper.SetTentativeCursorAsync(Data, snapshot, Job, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Everything_else_of_the_job_goes_also_what_another_process_made()
    {
        var kept = await CursorAtAsync("b");
        await RemoveOthersAsync([kept], null);
        Assert.Equal([kept.Version.Name], (await BookmarksAsync()).Select(bookmark => bookmark.Name));
    }

    [Fact]
    public async Task One_that_must_stay_keeps_all_of_them()
    {
        var needed = await CursorAtAsync("c");
        var refusal = await Assert.ThrowsAsync<EndpointException>(() => RemoveOthersAsync(
            [], victim => _ = victim.Identity == needed.Identity ? throw new EndpointException($"refusing to destroy {victim}") : victim));
        Assert.StartsWith("refusing to destroy", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await BookmarksAsync()).Length);
    }

    [Fact]
    public async Task What_another_job_left_is_not_touched()
    {
        await _services.Cache.RemoveOthersAsync(JobName.Parse("to_other"), Data, Tentative, [], null, CancellationToken.None);
        Assert.Equal(3, (await BookmarksAsync()).Length);
    }

    [Fact]
    public async Task Holds_of_a_tag_are_released_with_one_command()
    {
        await HoldStepAsync("a", "b", "c");
        var before = _host.CommandLog.Entries.Length;
        await ReleaseStepsAsync();
        Assert.Equal(["release zrepl_STEP_J_to_nas tank/data@a tank/data@b tank/data@c"], Releases(before));
        Assert.All(await SnapshotsAsync(), snapshot => Assert.Equal(0u, snapshot.UserRefs));
    }

    [Fact]
    public async Task Holds_of_which_one_is_gone_with_its_snapshot_are_released_all_the_same()
    {
        await HoldStepAsync("a", "b", "c");
        await RunAsync(ZfsCommand.Zfs("release", "zrepl_STEP_J_to_nas", "tank/data@b"));
        await RunAsync(ZfsCommand.Zfs("destroy", "tank/data@b"));
        await ReleaseStepsAsync();
        Assert.Equal(["a", "c"], (await SnapshotsAsync()).Where(snapshot => snapshot.UserRefs == 0).Select(snapshot => snapshot.Name));
        Assert.Empty(await _services.Cache.OfJobAsync(Job, Data, Steps, CancellationToken.None));
    }

    [Fact]
    public async Task One_that_cannot_be_released_is_looked_for_again_and_the_others_go()
    {
        await HoldStepAsync("a", "b");
        var failure = new Fault.Fail("cannot release hold from snapshot 'tank/data@a': I/O error\n");
        foreach (var pattern in new[] { "zfs release * tank/data@a tank/data@b", "zfs release * tank/data@a" }) // the one command, and each try of the one
            _host.Faults.Add(new FaultRule { Pattern = pattern, Fault = failure, Times = null });
        await ReleaseStepsAsync(); // best effort
        Assert.Equal(["a"], (await SnapshotsAsync()).Where(snapshot => snapshot.UserRefs > 0).Select(snapshot => snapshot.Name));
        Assert.Equal(["a"], (await _services.Cache.OfJobAsync(Job, Data, Steps, CancellationToken.None)).Select(hold => hold.Version.Name));
    }

    private async Task HoldStepAsync(params string[] names)
    {
        var snapshots = (await SnapshotsAsync()).Where(snapshot => names.Contains(snapshot.Name)).ToList();
        foreach (var hold in await _services.Keeper.HoldStepAsync(Data, snapshots, Job, CancellationToken.None)) _services.Cache.Put(hold);
    }

    private Task ReleaseStepsAsync() => _services.Cache.RemoveOthersAsync(Job, Data, Steps, [], null, CancellationToken.None);

    private IEnumerable<string> Releases(int since) =>
        _host.CommandLog.Entries.Skip(since).Select(entry => string.Join(' ', entry.Command.Arguments)).Where(command => command.StartsWith("release", StringComparison.Ordinal));

    private Task RemoveOthersAsync(Guarantee[] keep, Action<Guarantee>? mayRemove) =>
        _services.Cache.RemoveOthersAsync(Job, Data, Tentative, keep, mayRemove, CancellationToken.None);

    private async Task<Guarantee> CursorAtAsync(string snapshot)
    {
        var guid = (await SnapshotsAsync()).Single(version => version.Name == snapshot).Guid;
        var bookmark = (await BookmarksAsync()).Single(version => version.Guid == guid);
        return Guarantee.FromBookmark(Data, bookmark) ?? throw new InvalidOperationException($"{bookmark} is no cursor.");
    }

    private Task<ImmutableArray<FilesystemVersion>> SnapshotsAsync() => _services.Zfs.Versions.ListAsync(Data, VersionKinds.Snapshots, CancellationToken.None);

    private Task<ImmutableArray<FilesystemVersion>> BookmarksAsync() => _services.Zfs.Versions.ListAsync(Data, VersionKinds.Bookmarks, CancellationToken.None);

    private async Task RunAsync(ZfsCommand command)
    {
        var result = await _zfs.RunAsync(command, CancellationToken.None);
        Assert.True(result.IsSuccess, result.ErrorText);
    }
}
