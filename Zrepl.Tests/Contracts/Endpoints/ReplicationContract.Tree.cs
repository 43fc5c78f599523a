using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Execution;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Retention;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Endpoints;

public abstract partial class ReplicationContract
{
    [Fact] // spec 8.14, 3.6 to 3.9, promises 1 and 2 of the design
    public async Task A_tree_is_replicated_continued_and_pruned_on_both_sides()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        DatasetPath home = world.Src.Child("home"), anna = home.Child("anna"), volume = world.Src.Child("a volume"), many = world.Src.Child("many");
        await world.CreateLargeAsync(world.Src);
        await world.Pool.CreateAsync(home);
        await world.CreateAsync(anna, "1", "2");
        await world.Pool.CreateAsync(volume, "-s", "-V", "10M");
        await world.SnapshotAsync(volume, "1");
        var names = Enumerable.Range(1, pool.ManySnapshots).Select(number => $"{number:000}").ToArray();
        await world.CreateAsync(many, names);
        await world.SnapshotAsync(home, "1");

        await world.MustReplicateAsync();
        await world.AssertCopiedAsync(world.Src, "1");
        await world.AssertCopiedAsync(anna, "1", "2");
        await world.AssertCopiedAsync(many, names);
        Assert.Equal($"{10 * MiB}", await world.Pool.PropertyAsync(world.CopyOf(volume).Text, "volsize"));

        foreach (var dataset in new[] { anna, volume, many }) await world.SnapshotAsync(dataset, "new");
        var second = await world.MustReplicateAsync();
        Assert.Equal("@2→@new", second.Of(anna.Text).Plan());
        Assert.Equal("@1→@new", second.Of(volume.Text).Plan());
        Assert.Equal($"@{names[^1]}→@new", second.Of(many.Text).Plan());
        Assert.Equal("", second.Of(world.Src.Text).Plan());
        foreach (var dataset in new[] { anna, volume, many }) await world.AssertAtRestAsync(dataset, "new");
        await world.AssertAtRestAsync(world.Src, "1");

        await PruneAsync(world, PruneSide.Sender, new KeepNotReplicated(), new KeepLastN(3));
        await PruneAsync(world, PruneSide.Receiver, new KeepLastN(1), new KeepRegex(GoRegex.Parse("^(001|1)$")));
        Assert.Equal([.. names[^2..], "new"], await SnapshotsAsync(world, many));
        Assert.Equal(["001", "new"], await SnapshotsAsync(world, world.CopyOf(many)));
        Assert.Equal(["1", "2", "new"], await SnapshotsAsync(world, anna));
        Assert.Equal(["1", "new"], await SnapshotsAsync(world, world.CopyOf(anna)));
        Assert.Equal(["1"], await SnapshotsAsync(world, world.CopyOf(world.Src)));

        await world.SnapshotAsync(many, "after pruning");
        Assert.Equal("@new→@after pruning", (await world.MustReplicateAsync()).Of(many.Text).Plan());
    }

    [Fact] // B14 37, D5: raw streams of an encrypted tree, which the receiver never opens
    public async Task An_encrypted_dataset_arrives_raw_and_opens_with_the_senders_key()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.CreateLargeAsync(world.Src, world.Pool.Encrypted);
        var raw = new SendFlags { Encrypted = true };
        await world.MustReplicateAsync(world.Sender(raw));
        await world.SnapshotAsync(world.Src, "2");

        await world.MustReplicateAsync(world.Sender(raw));

        var copy = world.CopyOf(world.Src);
        Assert.Equal("unavailable", await world.Pool.PropertyAsync(copy.Text, "keystatus"));
        await world.Pool.RunAsync("load-key", "-L", pool.KeyLocation, copy.Text);
        await world.AssertCopiedAsync(world.Src, "1", "2");
        await world.AssertAtRestAsync(world.Src, "2");
    }

    private static async Task PruneAsync(EndpointWorld world, PruneSide side, params KeepRule[] rules)
    {
        var sender = world.Sender();
        var task = new PruneTask(side, side == PruneSide.Sender ? sender : world.Receiver(), sender, new([.. rules]), world.InUse);
        var services = new PruneServices(
            TimeProvider.System, new ReconnectBackoff(TimeProvider.System, new Random(1)), new(), new ProgressToken(TimeProvider.System),
            NullLogger.Instance);
        using var stop = new StopSource(new StopReason("the test took too long"), world.Token);
        ImmutableArray<FilesystemPrunePlan> preview = await PrunePreview.ComputeAsync(task, TimeProvider.System, world.Token);

        var report = await new PruneRun(task, new(), services).RunAsync(stop);

        Assert.Empty(report.Completed!.Where(one => one.LastError.Length > 0).Select(one => $"{one.Filesystem}: {one.LastError}"));
        Assert.Equal(PruneState.Done, report.State);
        Assert.NotEmpty(preview);
    }

    private static async Task<IEnumerable<string>> SnapshotsAsync(EndpointWorld world, DatasetPath dataset) =>
        (await world.Pool.VersionsAsync(dataset, VersionKinds.Snapshots)).Select(version => version.Name);
}
