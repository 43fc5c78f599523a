using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Contracts.Endpoints;

public abstract partial class ReplicationContract
{
    [Fact] // D13 of the design; A13.6
    public async Task Where_there_is_no_space_for_one_dataset_the_others_arrive_and_it_does_once_there_is()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        // the quota is on a parent of the large one only: what was saved of it may fill it, and the small one is not to suffer from that
        var (full, small) = (world.Src.Child("a full"), world.Src.Child("small"));
        var large = full.Child("large");
        foreach (var dataset in new[] { world.Src, full }) await world.Pool.CreateAsync(dataset);
        await world.CreateLargeAsync(large);
        await world.CreateAsync(small, "1");
        var parent = world.CopyOf(full);
        foreach (var dataset in new[] { world.CopyOf(world.Src).Parent!.Value, world.CopyOf(world.Src) })
            await world.Pool.CreateAsync(dataset, "-o", "zrepl:placeholder=on");
        await world.Pool.CreateAsync(parent, "-o", "zrepl:placeholder=on", "-o", "quota=2M");
        var sender = world.Sender(filter: $"{world.Src}<:ok,{world.Src}:!,{full}:!");

        var report = await world.ReplicateAsync(sender);

        Assert.Contains("quota exceeded", report.Of(large.Text).StepError!.Err, StringComparison.Ordinal);
        Assert.Null(report.Of(small.Text).Error);
        await world.AssertCopiedAsync(small, "1");
        await world.Pool.RunAsync("set", "quota=none", parent.Text);
        await world.MustReplicateAsync(sender);
        await world.AssertCopiedAsync(large, "1");
        await world.AssertAtRestAsync(large, "1");
    }

    [Fact]
    public async Task A_dataset_that_is_destroyed_in_the_middle_of_the_run_fails_by_itself()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (first, doomed, last) = (world.Src.Child("1"), world.Src.Child("2"), world.Src.Child("3"));
        await world.Pool.CreateAsync(world.Src);
        foreach (var dataset in new[] { first, doomed, last }) await world.CreateAsync(dataset, "1");
        var sender = new InterceptedSender(world.Sender(filter: $"{world.Src}<:ok,{world.Src}:!"))
        {
            Confirmations = async (request, confirm) =>
            {
                await confirm();
                if (request.Filesystem == first) await world.Pool.RunAsync("destroy", "-r", doomed.Text);
            },
        };

        var report = await world.ReplicateAsync(sender);

        Assert.Contains(doomed.Text, report.Of(doomed.Text).Error!.Err, StringComparison.Ordinal);
        Assert.Contains("does not exist", report.Of(doomed.Text).Error!.Err, StringComparison.Ordinal);
        foreach (var dataset in new[] { first, last }) await world.AssertCopiedAsync(dataset, "1");
    }

    [Fact] // BAD-28: upstream's pruner fails in every run
    public async Task A_snapshot_that_somebody_holds_stays_and_the_rest_is_pruned()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.CreateAsync(world.Src, "1", "2", "3");
        await world.MustReplicateAsync();
        await world.Pool.RunAsync("hold", "somebody", $"{world.Src}@1");

        await PruneAsync(world, PruneSide.Sender, new KeepLastN(1));

        Assert.Equal(["1", "3"], await SnapshotsAsync(world, world.Src));
    }

    [Fact] // B9.5: told from "nothing received yet"
    public async Task Without_the_receivers_pool_nothing_is_done_and_the_text_says_what_to_do()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.CreateAsync(world.Src, "1");
        var nowhere = Zrepl.Zfs.Names.DatasetPath.Parse("zrepltest-no-such-pool/sink");

        var report = await world.ReplicateAsync(receiver: world.Receiver(options => options with { RootFilesystem = nowhere, ClientRoot = nowhere }));

        Assert.Contains($"root_fs \"{nowhere}\" does not exist. Import its pool or create it", report.Attempts[^1].PlanError!.Err, StringComparison.Ordinal);
        Assert.Empty(await world.MarksAsync(world.Src));
    }
}
