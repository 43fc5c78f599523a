using Zrepl.Engine.Endpoints;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Contracts.Endpoints;

/// <summary>
/// Wherever the process dies, the next one goes on without an operator (spec B11, B14 71, promise 3 of the design). The run that dies
/// replaces a placeholder by a full stream and continues with an increment, so that it passes every step of sender and receiver.
/// </summary>
public abstract class CrashContract(IPoolUnderTest pool)
{
    private const int MiB = 1 << 20;

    [Theory] // B14 71; the steps S and R of spec B11, each named by the command before which the process dies
    [InlineData("hold zrepl_STEP_J_a job ", 1)] // S1: nothing is on disk
    [InlineData("send ", 1)] // S3: both ends are protected
    [InlineData("set zrepl:placeholder=off", 1)] // R2
    [InlineData("recv ", 1)] // R4: the placeholder is none any more and nothing has come
    [InlineData("hold zrepl_last_received_J_a job ", 1)] // R8: received, not held
    [InlineData("inherit zrepl:placeholder_replacing", 1)] // R11
    [InlineData("bookmark ", 1)] // received, not confirmed
    [InlineData("release zrepl_STEP_J_a job ", 1)] // S(completed): cursor made, holds not released
    [InlineData("hold zrepl_last_received_J_a job ", 2)] // R8 of the increment
    [InlineData("release zrepl_last_received_J_a job ", 1)] // R11 of it: two holds
    [InlineData("bookmark ", 2)]
    [InlineData("destroy ", 1)] // two cursors
    public async Task The_next_process_goes_on_where_one_died(string command, int number)
    {
        var seen = 0;
        Assert.True(await DieAndGoOnAsync((started, _) =>
            string.Join(' ', started.Arguments).StartsWith(command, StringComparison.Ordinal) && ++seen == number));
    }

    [Fact] // B14 71; S7 and inside of R8
    public async Task The_next_process_resumes_the_stream_in_whose_middle_one_died()
    {
        await using var world = await PrepareAsync(pool);
        var mortal = new MortalCommands(world.Pool.Commands, (_, _) => false);
        world.Restart(mortal);
        var sender = new InterceptedSender(world.Sender())
        {
            Streams = (_, stream) => new CutStream(stream, 2 * MiB, _ =>
            {
                mortal.Die();
                throw new ProcessDiedException();
            }),
        };

        await RunAndDieAsync(world, sender);
        world.Restart();
        var next = new InterceptedSender(world.Sender());
        await GoOnAsync(world, next);

        Assert.Contains(next.Sent, request => request.ResumeToken is not null);
    }

    /// <summary>Lets a process die and the next one go on.</summary>
    /// <returns>False if the run came to its end before that.</returns>
    protected async Task<bool> DieAndGoOnAsync(Func<ZfsCommand, int, bool> diesBefore, IPoolUnderTest? machine = null)
    {
        await using var world = await PrepareAsync(machine ?? pool);
        var mortal = new MortalCommands(world.Pool.Commands, diesBefore);
        world.Restart(mortal);
        await RunAndDieAsync(world, world.Sender());
        world.Restart();
        await GoOnAsync(world, world.Sender());
        return mortal.IsDead;
    }

    // A sender with two snapshots whose copy is a placeholder.
    private static async Task<EndpointWorld> PrepareAsync(IPoolUnderTest machine)
    {
        var world = await EndpointWorld.EnterAsync(machine);
        await world.CreateLargeAsync(world.Src);
        await world.SnapshotAsync(world.Src, "2");
        await world.Pool.CreateAsync(world.CopyOf(world.Src).Parent!.Value, "-o", "zrepl:placeholder=on");
        await world.Pool.CreateAsync(world.CopyOf(world.Src), "-o", "zrepl:placeholder=on");
        return world;
    }

    // That the process died may show as an error in the report or as an exception.
    private static async Task RunAndDieAsync(EndpointWorld world, ISender sender)
    {
        try
        {
            await world.ReplicateAsync(sender);
        }
        catch (ProcessDiedException)
        {
        }
    }

    // Without any error, once more with a new snapshot; then looks at what is left on disk.
    private static async Task GoOnAsync(EndpointWorld world, ISender sender)
    {
        await world.MustReplicateAsync(sender);
        await world.AssertCopiedAsync(world.Src, "1", "2");
        Assert.Equal(["cursor of 2"], await world.MarksAsync(world.Src)); // although there was nothing to send any more
        Assert.Single(await world.MarksAsync(world.CopyOf(world.Src))); // on "1" if it died before it could hold "2"
        await world.SnapshotAsync(world.Src, "3");
        await world.MustReplicateAsync(sender);
        await world.AssertCopiedAsync(world.Src, "1", "2", "3");
        await world.AssertAtRestAsync(world.Src, "3");
        Assert.Equal("off", await world.Pool.PropertyAsync(world.CopyOf(world.Src).Text, Placeholder.Property.Text));
        Assert.Equal("-", await world.Pool.PropertyAsync(world.CopyOf(world.Src).Text, Placeholder.ReplacingProperty.Text));
    }
}
