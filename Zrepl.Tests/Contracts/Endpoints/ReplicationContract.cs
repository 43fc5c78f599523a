using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Contracts.Endpoints;

/// <summary>
/// Whole replications between two pools: the scenarios of spec replication 8.14, which are upstream's platform tests. Runs on the simulator
/// and on real OpenZFS.
/// </summary>
public abstract partial class ReplicationContract(IPoolUnderTest pool)
{
    private static readonly Protection Incremental = new(ProtectionKind.Incremental, ProtectionKind.Incremental);
    private static readonly Protection Nothing = new(ProtectionKind.Nothing, ProtectionKind.Nothing);

    [Fact] // B14 20 ReplicationIncrementalIsPossibleIfCommonSnapshotIsDestroyed; replication 8.14
    public async Task A_destroyed_common_snapshot_is_replaced_by_the_cursor()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.CreateAsync(world.Src, "1");
        await world.MustReplicateAsync();
        await world.AssertAtRestAsync(world.Src, "1");
        await world.Pool.RunAsync("destroy", $"{world.Src}@1");
        await world.SnapshotAsync(world.Src, "2");

        var report = await world.MustReplicateAsync();

        Assert.StartsWith("#zrepl_CURSOR_G_", report.Of(world.Src.Text).Plan(), StringComparison.Ordinal);
        await world.AssertCopiedAsync(world.Src, "1", "2");
        await world.AssertAtRestAsync(world.Src, "2");
    }

    [Fact] // B14 21 to 23 ReplicationInitialAll / MostRecent / Fail; replication 8.14
    public async Task The_first_replication_brings_all_snapshots_or_the_newest_or_nothing()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.CreateAsync(world.Src, "3", "2", "1");

        var failed = await world.ReplicateAsync(initial: InitialReplication.Fail);
        Assert.Contains(
            "automatic conflict resolution for initial replication is disabled in config", failed.Of(world.Src.Text).PlanError!.Err,
            StringComparison.Ordinal);

        await world.MustReplicateAsync(initial: InitialReplication.MostRecent);
        await world.AssertCopiedAsync(world.Src, "1");

        var elsewhere = world.Root.Child("elsewhere");
        await world.Pool.CreateAsync(elsewhere);
        await world.MustReplicateAsync(receiver: world.Receiver(options => options with { RootFilesystem = elsewhere, ClientRoot = elsewhere }));
        Assert.Equal(["@3", "@2", "@1"], await world.Pool.NamesAsync(elsewhere.Append(world.Src)));
    }

    [Fact] // B14 15 ReplicationFailingInitialParentProhibitsChildReplication; replication 8.14
    public async Task Where_a_parent_fails_its_children_wait_and_the_neighbours_go_on()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (a, child, aa) = (world.Src.Child("a"), world.Src.Child("a").Child("child"), world.Src.Child("aa"));
        await world.Pool.CreateAsync(world.Src);
        foreach (var dataset in new[] { a, child, aa }) await world.CreateAsync(dataset, "initial");
        var receiver = new InterceptedReceiver(
            world.Receiver(), (request, receive) => request.Filesystem == a ? throw new EndpointException("mock error") : receive());

        var report = await world.ReplicateAsync(world.Sender(filter: $"{world.Src}<:ok,{world.Src}:!"), receiver);

        Assert.Equal("mock error", report.Of(a.Text).StepError!.Err);
        Assert.Contains("parent(s) failed during initial replication", report.Of(child.Text).StepError!.Err, StringComparison.Ordinal);
        Assert.Null(report.Of(aa.Text).Error);
        await world.AssertCopiedAsync(aa, "initial");
    }

    [Fact] // promise 3; found by a review
    public async Task A_parent_without_snapshots_gets_a_placeholder_for_its_children_and_takes_its_place_with_its_first_snapshot()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var child = world.Src.Child("child");
        await world.Pool.CreateAsync(world.Src);
        await world.CreateAsync(child, "1");

        var report = await world.ReplicateAsync();
        Assert.Equal("sender does not have any versions", report.Of(world.Src.Text).PlanError!.Err);
        Assert.Null(report.Of(child.Text).Error);
        await world.AssertCopiedAsync(child, "1");
        Assert.Equal("on", await world.Pool.PropertyAsync(world.CopyOf(world.Src).Text, Placeholder.Property.Text));

        await world.SnapshotAsync(world.Src, "first");
        await world.MustReplicateAsync();
        await world.AssertCopiedAsync(world.Src, "first");
        await world.AssertCopiedAsync(child, "1");
        Assert.Equal("off", await world.Pool.PropertyAsync(world.CopyOf(world.Src).Text, Placeholder.Property.Text));
    }

    [Fact] // B14 32 ReplicationReceiverErrorWhileStillSending; replication 8.14
    public async Task A_receiver_that_fails_at_once_ends_a_sender_that_still_sends()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.CreateLargeAsync(world.Src);
        var receiver = new InterceptedReceiver(world.Receiver(), (_, _) => throw new EndpointException("no room"));

        var report = await world.ReplicateAsync(receiver: receiver);

        Assert.Equal("no room", report.Of(world.Src.Text).StepError!.Err);
        Assert.Equal(["step hold on 1"], await world.MarksAsync(world.Src));
        await world.MustReplicateAsync();
        await world.AssertAtRestAsync(world.Src, "1");
    }

    [Fact] // B14 27 ReplicationOfPlaceholderFilesystemsInChainedReplicationScenario; replication 8.14
    public async Task A_copy_is_replicated_further_and_placeholders_stay_placeholders()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var (a, b) = (world.Src.Child("a"), world.Src.Child("a").Child("b"));
        foreach (var dataset in new[] { world.Src, a }) await world.Pool.CreateAsync(dataset);
        var one = (await world.CreateAsync(b, "1"))[0];
        var third = await world.Pool.CreateAsync(world.Pool.SinkPathOf("third host"));
        var receiver = world.Receiver(options => options with
        {
            Job = JobName.Parse("host 3"), RootFilesystem = third, ClientRoot = third, PlaceholderEncryption = PlaceholderEncryption.Off,
        });

        await world.MustReplicateAsync(world.Sender(filter: $"{b}:ok"));
        await world.MustReplicateAsync(world.Sender(filter: $"{world.Root}<:ok,{world.Root}:!", job: "host 2"), receiver);

        Assert.Equal(one.Guid, (await world.Pool.VersionAsync(third.Append(world.CopyOf(b)), "@1")).Guid);
        Assert.Equal("on", await world.Pool.PropertyAsync(world.CopyOf(a).Text, Placeholder.Property.Text));
        Assert.Equal("on", await world.Pool.PropertyAsync(third.Append(world.CopyOf(a)).Text, Placeholder.Property.Text));
    }

    [Fact] // BAD-1, spec 1.5.6
    public async Task A_lost_confirmation_is_made_good_by_the_next_run_even_without_a_new_snapshot()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.CreateAsync(world.Src, "1");
        var report = await world.ReplicateAsync(LosingConfirmations(world, "1"));
        Assert.Contains("lost", report.Of(world.Src.Text).StepError!.Err, StringComparison.Ordinal);
        Assert.Equal(["step hold on 1"], await world.MarksAsync(world.Src));

        world.Restart();
        await world.MustReplicateAsync();

        await world.AssertAtRestAsync(world.Src, "1");
    }

    [Theory] // B14 33, 34 ReplicationStepCompletedLost GuaranteeIncremental, GuaranteeResumability; replication 8.14
    [InlineData(ProtectionKind.Incremental, true)]
    [InlineData(ProtectionKind.Resumability, false)]
    public async Task After_a_lost_confirmation_the_next_snapshot_arrives_even_if_everything_destroyable_is_destroyed(
        ProtectionKind kind, bool canDestroyOnSender)
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var protection = new Protection(kind, kind);
        await world.CreateAsync(world.Src, "1");
        await world.MustReplicateAsync(protection: protection);
        await world.SnapshotAsync(world.Src, "2");
        await world.ReplicateAsync(LosingConfirmations(world, "2"), protection: protection);

        Assert.Equal(canDestroyOnSender, (await world.Pool.TryAsync("destroy", $"{world.Src}@2")).IsSuccess);
        Assert.Equal(canDestroyOnSender, (await world.Pool.TryAsync("destroy", $"{world.Src}@1")).IsSuccess);
        await world.Pool.RunAsync("destroy", $"{world.CopyOf(world.Src)}@1");
        Assert.Equal(["last received 2"], await world.MarksAsync(world.CopyOf(world.Src)));
        await world.SnapshotAsync(world.Src, "3");
        world.Restart();
        await world.MustReplicateAsync(protection: protection);

        await world.AssertCopiedAsync(world.Src, "2", "3");
        await world.AssertAtRestAsync(world.Src, "3");
    }

    [Fact] // B14 19 ReplicationIncrementalHandlesFromVersionEqTentativeCursorCorrectly
    public async Task A_step_can_start_from_a_tentative_cursor_that_is_all_that_is_left()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var one = (await world.CreateAsync(world.Src, "1"))[0];
        await world.MustReplicateAsync(protection: Incremental);
        var tentative = await world.Services.Keeper.SetTentativeCursorAsync(world.Src, one, EndpointWorld.Job, world.Token);
        await world.Pool.RunAsync("destroy", $"{world.Src}@1");
        await world.Pool.RunAsync("destroy", $"{world.Src}#{GuaranteeNames.Cursor(EndpointWorld.Job, one.Guid)}");
        await world.SnapshotAsync(world.Src, "2");
        world.Restart();

        var report = await world.MustReplicateAsync(protection: Nothing);

        Assert.Equal($"#{tentative.Version.Name}→@2", report.Of(world.Src.Text).Plan());
        await world.AssertCopiedAsync(world.Src, "1", "2");
        Assert.Empty(await world.MarksAsync(world.Src));
    }

    [Theory] // B14 16, 17 ReplicationIncrementalCleansUpStaleAbstractionsWith/WithoutCacheOnSecondReplication
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leftovers_of_the_job_go_once_they_are_known_and_those_of_others_never(bool isKnown)
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var versions = (await world.CreateAsync(world.Src, "1", "2", "3")).ToDictionary(version => version.Name);
        await world.Pool.RunAsync("bookmark", $"{world.Src}@2", $"{world.Src}#2");
        await world.MustReplicateAsync();
        var (keeper, other) = (new GuaranteeKeeper(world.Pool.Zfs), JobName.Parse("other job"));
        foreach (var job in new[] { EndpointWorld.Job, other })
        {
            await keeper.SetCursorAsync(world.Src, versions["2"], job, world.Token);
            await keeper.HoldStepAsync(world.Src, [versions["1"], versions["2"]], job, world.Token);
            await keeper.SetTentativeCursorAsync(world.Src, versions["3"], job, world.Token);
        }

        await keeper.HoldLastReceivedAsync(world.CopyOf(world.Src), versions["3"], other, world.Token);
        foreach (var name in new[] { "4", "5" }) await world.SnapshotAsync(world.Src, name);
        if (isKnown) world.Services.Cache.Invalidate(world.Src);

        await world.MustReplicateAsync();

        string[] unknown = ["cursor of 2", "cursor of 5", "step hold on 1", "step hold on 2", "tentative cursor of 3"];
        Assert.Equal(isKnown ? ["cursor of 5"] : unknown, await world.MarksAsync(world.Src));
        Assert.Equal(["cursor of 2", "step hold on 1", "step hold on 2", "tentative cursor of 3"], await world.MarksAsync(world.Src, other.Text));
        Assert.Equal(["last received 5"], await world.MarksAsync(world.CopyOf(world.Src)));
        Assert.Equal(["last received 3"], await world.MarksAsync(world.CopyOf(world.Src), other.Text));
        Assert.Contains("#2", await world.Pool.NamesAsync(world.Src));
        await world.AssertCopiedAsync(world.Src, "1", "2", "3", "4", "5");
    }

    private static InterceptedSender LosingConfirmations(EndpointWorld world, string of) => new(world.Sender())
    {
        Confirmations = (request, confirm) => request.To.Name == of ? throw new EndpointException("the confirmation is lost") : confirm(),
    };
}
