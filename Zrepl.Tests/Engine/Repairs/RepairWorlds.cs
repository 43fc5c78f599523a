using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Repairs;
using Zrepl.Tests.Contracts.Endpoints;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Repairs;

/// <summary>Copies that replication cannot go on with, on a simulated machine.</summary>
internal static class RepairWorlds
{
    /// <summary><c>@1</c> and <c>@2</c> on both sides, <c>@3</c> only on the sender.</summary>
    public static async Task<EndpointWorld> ReplicatedAsync()
    {
        var world = await EndpointWorld.EnterAsync(new SimulatedPool(OpenZfsVersion.V23));
        await world.CreateLargeAsync(world.Src);
        await world.SnapshotAsync(world.Src, "2");
        await world.MustReplicateAsync();
        await world.SnapshotAsync(world.Src, "3");
        return world;
    }

    public static async Task<EndpointWorld> DivergedAsync()
    {
        var world = await ReplicatedAsync();
        await world.Pool.SnapshotAsync(world.CopyOf(world.Src), "own");
        return world;
    }

    /// <summary>The copy has another name, and a placeholder is where it belongs.</summary>
    public static async Task<EndpointWorld> AdoptableAsync()
    {
        var world = await ReplicatedAsync();
        await world.Pool.Zfs.Creator.RenameAsync(world.CopyOf(world.Src), world.Root.Child("moved"), world.Token);
        await world.Pool.CreateAsync(world.CopyOf(world.Src), "-o", "zrepl:placeholder=on");
        return world;
    }

    private static RepairLook Look(EndpointWorld world) => new(world.Services.Zfs, world.Sender(), world.Root, EndpointWorld.Job);

    public static async Task<RepairPlan> LookAsync(EndpointWorld world) => RepairPlanner.Plan(await Look(world).FactsAsync(world.Src, world.Token));

    public static RepairExecution Execution(EndpointWorld world) => new(Look(world), world.Services, new ReceiverOptions
    {
        Job = EndpointWorld.Job, RootFilesystem = world.Root, ClientRoot = world.Root, PlaceholderEncryption = Zrepl.Engine.Configuration.PlaceholderEncryption.Inherit,
    });

    public static async Task<IEnumerable<string>> SnapshotsAsync(EndpointWorld world, DatasetPath dataset) =>
        (await world.Pool.VersionsAsync(dataset)).Where(version => version.IsSnapshot).Select(version => version.RelativeName);
}
