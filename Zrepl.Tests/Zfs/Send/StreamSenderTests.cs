using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Zfs.Send;

/// <summary>Estimates: a number, or none, and an error only if the send would fail too.</summary>
public sealed class StreamSenderTests
{
    private const string OldRelease = "Error: cannot estimate: incremental source must be a snapshot\n";

    private static readonly FilesystemVersion A = new(VersionKind.Snapshot, "a", 1, 10, 100, 0);
    private static readonly FilesystemVersion Bookmark = new(VersionKind.Bookmark, "a", 1, 10, 100, null);
    private static readonly FilesystemVersion B = new(VersionKind.Snapshot, "b", 2, 20, 200, 0);

    [Fact] // B14 62, A12.6
    public async Task A_dry_send_from_a_bookmark_that_fails_gives_no_number_and_no_error()
    {
        var zfs = new ScriptedZfs(_ => ScriptedZfs.Answer.Fail(OldRelease));
        Assert.Null(await EstimateAsync(zfs, Bookmark));
        Assert.Equal(["send -n -v -P -i tank/x#a tank/x@b"], zfs.Lines);
    }

    [Fact] // B14 62
    public async Task A_dry_send_from_a_bookmark_gives_its_number() =>
        Assert.Equal(4711, await EstimateAsync(new ScriptedZfs(_ => new("incremental\ttank/x#a\ttank/x@b\t4711\nsize\t4711\n")), Bookmark));

    [Fact]
    public async Task A_dry_send_from_a_snapshot_that_fails_is_an_error() => await Assert.ThrowsAnyAsync<ZfsException>(
        () => EstimateAsync(new ScriptedZfs(_ => ScriptedZfs.Answer.Fail("cannot open 'tank/x@b': dataset does not exist\n")), A));

    [Fact] // B14 62, A12.6: ZFS walks all metadata for an old bookmark
    public async Task A_dry_send_from_a_bookmark_that_takes_too_long_is_given_up()
    {
        using var zfs = new ShellZfs("exec sleep 600");
        var clock = new WatchedClock();
        var estimate = new ZfsHost(zfs.Runner, clock).Sender.EstimateAsync(Arguments(Bookmark), default);
        await clock.ArmedAsync(TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await estimate.WaitAsync(Deadline.OfATest));
    }

    private static Task<long?> EstimateAsync(ScriptedZfs zfs, FilesystemVersion from) =>
        new ZfsHost(zfs, TimeProvider.System).Sender.EstimateAsync(Arguments(from), default);

    private static SendArguments Arguments(FilesystemVersion from) => new(DatasetPath.Parse("tank/x"), from, B, new(), null);
}
