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
