using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Contracts.Endpoints;

public abstract partial class ReplicationContract
{
    private const int MiB = 1 << 20;

    [Theory] // B14 24 to 26 ReplicationIsResumableFullSend...; replication 8.14
    [InlineData(ProtectionKind.Resumability, ProtectionKind.Resumability)]
    [InlineData(ProtectionKind.Resumability, ProtectionKind.Incremental)]
    public async Task A_full_send_that_is_cut_again_and_again_comes_to_its_end_and_its_snapshot_cannot_be_destroyed_meanwhile(
        ProtectionKind initial, ProtectionKind incremental)
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        var protection = new Protection(initial, incremental);
        await world.CreateLargeAsync(world.Src);
        var sender = Cutting(world);

        var attempts = 0;
        for (var isDone = false; !isDone; attempts++)
        {
            Assert.InRange(attempts, 0, 10);
            isDone = (await world.ReplicateAsync(sender, protection: protection)).Attempts[^1].State == AttemptState.Done;
            if (attempts == 0)
            {
                foreach (var name in new[] { "2", "3" }) await world.SnapshotAsync(world.Src, name);
                Assert.False((await world.Pool.TryAsync("destroy", $"{world.Src}@1")).IsSuccess);
            }
        }

        Assert.InRange(attempts, 3, 8);
        Assert.All(sender.Sent.Skip(1).Take(attempts - 2), request => Assert.NotNull(request.ResumeToken));
        await world.AssertCopiedAsync(world.Src, "1", "2", "3");
        await world.AssertAtRestAsync(world.Src, "3");
    }

    [Fact] // B14 25; spec 1.5.4 (BAD-2): upstream is stuck for ever, the receiver has no snapshots; replication 8.14
    public async Task When_the_snapshot_of_an_interrupted_step_is_gone_its_progress_is_discarded_and_the_rest_arrives()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.CreateLargeAsync(world.Src);
        await world.ReplicateAsync(Cutting(world), protection: Incremental);
        foreach (var name in new[] { "2", "3" }) await world.SnapshotAsync(world.Src, name);
        await world.Pool.RunAsync("destroy", $"{world.Src}@1");

        var report = await world.MustReplicateAsync(protection: Incremental);

        Assert.Contains("the progress of an interrupted step is discarded", report.Of(world.Src.Text).Warning, StringComparison.Ordinal);
        await world.AssertCopiedAsync(world.Src, "2", "3");
        await world.AssertAtRestAsync(world.Src, "3");
    }

    [Fact] // issue 7, "self-repair"
    public async Task When_there_is_nothing_else_to_send_the_state_of_a_step_whose_snapshot_is_gone_is_discarded_all_the_same()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.Pool.CreateForFilesAsync(world.Src);
        await world.SnapshotAsync(world.Src, "1");
        await world.MustReplicateAsync(protection: Incremental);
        await world.Pool.WriteAsync(world.Src, "large", 4 * MiB, 1);
        await world.SnapshotAsync(world.Src, "2");
        await world.ReplicateAsync(Cutting(world), protection: Incremental);
        Assert.NotEqual("-", await world.Pool.PropertyAsync(world.CopyOf(world.Src).Text, "receive_resume_token"));
        await world.Pool.RunAsync("destroy", $"{world.Src}@2");

        var report = await world.MustReplicateAsync(protection: Incremental);

        Assert.Contains("the state of an interrupted step that cannot be continued was discarded", report.Of(world.Src.Text).Warning, StringComparison.Ordinal);
        Assert.Equal("-", await world.Pool.PropertyAsync(world.CopyOf(world.Src).Text, "receive_resume_token"));
        await world.AssertCopiedAsync(world.Src, "1");
        await world.SnapshotAsync(world.Src, "3");
        await world.MustReplicateAsync(protection: Incremental);
        await world.AssertCopiedAsync(world.Src, "1", "3");
    }

    [Fact] // B14 18 ReplicationIncrementalDestroysStepHoldsIffIncrementalStepHoldsAreDisabledButStepHoldsExist; replication 8.14
    public async Task Step_holds_go_when_the_job_changes_to_bookmarks_in_the_middle_of_a_step()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.Pool.CreateForFilesAsync(world.Src);
        await world.SnapshotAsync(world.Src, "1");
        await world.MustReplicateAsync();
        await world.Pool.WriteAsync(world.Src, "large", 4 * MiB, 1);
        await world.SnapshotAsync(world.Src, "2");
        await world.ReplicateAsync(Cutting(world));
        Assert.Equal(["cursor of 1", "step hold on 1", "step hold on 2"], await world.MarksAsync(world.Src));

        world.Restart();
        await world.ReplicateAsync(Cutting(world), protection: Incremental);
        Assert.Equal(["cursor of 1", "tentative cursor of 1", "tentative cursor of 2"], await world.MarksAsync(world.Src));
        await world.MustReplicateAsync(protection: Incremental);

        await world.AssertAtRestAsync(world.Src, "2");
        await world.AssertCopiedAsync(world.Src, "1", "2");
    }

    [Fact] // spec 8.14; BAD-15: upstream drops the last step and reports success
    public async Task A_lost_connection_is_taken_up_again_in_the_same_run_and_the_step_resumed()
    {
        await using var world = await EndpointWorld.EnterAsync(pool);
        await world.CreateLargeAsync(world.Src);
        var sender = new InterceptedSender(world.Sender())
        {
            Streams = (request, stream) => request.ResumeToken is null ? CutStream.Failing(stream, 2 * MiB, new LinkDownException("connection reset")) : stream,
        };

        var report = await world.ReplicateAsync(sender, attempts: 3);

        Assert.Equal([AttemptState.FilesystemError, AttemptState.Done], report.States());
        Assert.Equal("full→@1 resumed", report.Of(world.Src.Text).Plan());
        Assert.InRange(report.Of(world.Src.Text).Steps[0].Info.BytesReplicated, MiB, 3 * MiB);
        await world.AssertCopiedAsync(world.Src, "1");
        await world.AssertAtRestAsync(world.Src, "1");
    }

    private static InterceptedSender Cutting(EndpointWorld world) => new(world.Sender())
    {
        Streams = (_, stream) => CutStream.Failing(stream, MiB + (MiB / 2), new EndpointException("cut")),
    };
}
