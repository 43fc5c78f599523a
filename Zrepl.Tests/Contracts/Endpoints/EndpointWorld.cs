using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Connectivity;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Execution;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Endpoints;

/// <summary>
/// What one test of endpoints sees of a machine with ZFS: datasets to send at and below <see cref="Src"/>, a <c>root_fs</c> to receive
/// into, and a process with endpoints that can die and be started again.
/// </summary>
public sealed class EndpointWorld : IAsyncDisposable
{
    private readonly Dictionary<ulong, string> _snapshotNames = [];

    private EndpointWorld(PoolWorld pool, DatasetPath root) => (Pool, Root, Services) = (pool, root, NewProcess(pool.Zfs));

    /// <summary>The machine.</summary>
    public PoolWorld Pool { get; }

    /// <summary>The receiver's <c>root_fs</c>.</summary>
    public DatasetPath Root { get; }

    /// <summary>The dataset to send, and the root of those to send; the test makes it.</summary>
    public DatasetPath Src => Pool.PathOf("src");

    /// <summary>What the endpoints of the running process share.</summary>
    public EndpointServices Services { get; private set; }

    /// <summary>What running replications of the process need.</summary>
    public VersionsInUse InUse { get; private set; } = new();

    /// <summary>Name of the job at both ends.</summary>
    public static JobName Job { get; } = JobName.Parse("a job");

    /// <summary>Cancelled when the test has taken too long.</summary>
    public CancellationToken Token => Pool.Token;

    /// <summary>Enters a machine.</summary>
    public static async Task<EndpointWorld> EnterAsync(IPoolUnderTest pool, Func<PoolWorld, string[]>? optionsOfRoot = null)
    {
        var world = await PoolWorld.EnterAsync(pool);
        return new(world, await world.CreateAsync(world.SinkPathOf("root"), optionsOfRoot?.Invoke(world) ?? []));
    }

    /// <summary>A new process: nothing is remembered but what is on disk.</summary>
    public void Restart() => Restart(Pool.Zfs);

    /// <summary>A new process whose commands go somewhere else.</summary>
    public void Restart(IZfsCommandRunner commands) => Restart(new ZfsHost(commands, TimeProvider.System, new() { Overrides = new(true, true, true) }));

    /// <summary>A sender of the running process.</summary>
    public LocalSender Sender(SendFlags? flags = null, string? filter = null, string? job = null)
    {
        Assert.True(CommandLineFilter.TryParse(filter ?? $"{Src}<:ok", out var parsed, out var problem), problem);
        return new(Services, new(job is null ? Job : JobName.Parse(job), parsed, flags ?? new()));
    }

    /// <summary>A receiver of the running process, like that of a pull job.</summary>
    public LocalReceiver Receiver(Func<ReceiverOptions, ReceiverOptions>? with = null)
    {
        var options = new ReceiverOptions
        {
            Job = Job, RootFilesystem = Root, ClientRoot = Root, PlaceholderEncryption = PlaceholderEncryption.Inherit,
        };
        return new(Services, with?.Invoke(options) ?? options);
    }

    /// <summary>Where the copy of a dataset is.</summary>
    public DatasetPath CopyOf(DatasetPath dataset) => Root.Append(dataset);

    /// <summary>Takes a snapshot and remembers its name for <see cref="MarksAsync"/>.</summary>
    public async Task<FilesystemVersion> SnapshotAsync(DatasetPath dataset, string name)
    {
        await Pool.SnapshotAsync(dataset, name);
        return Remember(await Pool.VersionAsync(dataset, "@" + name));
    }

    /// <summary>Makes a filesystem with snapshots.</summary>
    public async Task<ImmutableArray<FilesystemVersion>> CreateAsync(DatasetPath dataset, params string[] snapshots)
    {
        await Pool.CreateAsync(dataset);
        await Pool.SnapshotAsync(dataset, snapshots);
        return [.. (await Pool.VersionsAsync(dataset)).Select(Remember)];
    }

    /// <summary>Makes a filesystem with a snapshot of a file, four mebibytes.</summary>
    public async Task<FilesystemVersion> CreateLargeAsync(DatasetPath dataset, params string[] options)
    {
        await Pool.CreateForFilesAsync(dataset, options);
        return Remember(await Pool.SnapshotWithFileAsync(dataset, "1", 4 << 20));
    }

    /// <summary>Replicates once.</summary>
    internal async Task<ReplicationReport> ReplicateAsync(
        ISender? sender = null, IReceiver? receiver = null, Protection? protection = null, InitialReplication initial = InitialReplication.All,
        int attempts = 1, VersionsInUse? inUse = null)
    {
        var definition = ReplicationDefinition.Default with { InitialReplication = initial, Protection = protection ?? Protection.Default };
        var options = new ReplicationOptions { Definition = definition, AttemptLimit = AttemptLimit.Of(attempts) };
        var services = new ReplicationServices(
            TimeProvider.System, new ReconnectBackoff(TimeProvider.System, new Random(1)), inUse ?? InUse, new ProgressToken(TimeProvider.System),
            NullLogger.Instance);
        using var stop = new StopSource(new StopReason("the test took too long"), Token);
        return await new ReplicationRun(sender ?? Sender(), receiver ?? Receiver(), options, services).RunAsync(stop);
    }

    /// <summary>Replicates once without any error.</summary>
    internal async Task<ReplicationReport> MustReplicateAsync(
        ISender? sender = null, IReceiver? receiver = null, Protection? protection = null, InitialReplication initial = InitialReplication.All)
    {
        var report = await ReplicateAsync(sender, receiver, protection, initial);
        var attempt = Assert.Single(report.Attempts);
        Assert.Null(attempt.PlanError?.Err);
        Assert.Empty(attempt.Filesystems.Where(f => f.Error is not null).Select(f => $"{f.Info.Name}: {f.Error!.Err}"));
        Assert.Equal(AttemptState.Done, attempt.State);
        return report;
    }

    /// <summary>zrepl's holds and bookmarks of a dataset and of one job in words, sorted: <c>cursor of 2</c>, <c>step hold on 2</c>.</summary>
    public async Task<IEnumerable<string>> MarksAsync(DatasetPath dataset, string? job = null)
    {
        var all = await new GuaranteeLister(Pool.Zfs).ListAsync(dataset, GuaranteeKinds.All, Token);
        return all.Where(g => g.Job?.Text == (job ?? Job.Text)).Select(InWords).Order(StringComparer.Ordinal);

        string InWords(Guarantee g) => g.Kind switch
        {
            GuaranteeKind.StepHold => "step hold on ",
            GuaranteeKind.LastReceivedHold => "last received ",
            GuaranteeKind.Cursor => "cursor of ",
            _ => "tentative cursor of ",
        } + _snapshotNames[g.Version.Guid];
    }

    /// <summary>Checks invariant I2 of spec B7.4: what is left at rest.</summary>
    public async Task AssertAtRestAsync(DatasetPath dataset, string newest)
    {
        Assert.Equal(["cursor of " + newest], await MarksAsync(dataset));
        Assert.Equal(["last received " + newest], await MarksAsync(CopyOf(dataset)));
        Assert.Equal("-", await Pool.PropertyAsync(CopyOf(dataset).Text, "receive_resume_token"));
    }

    /// <summary>Checks that snapshots are the same on both sides.</summary>
    public async Task AssertCopiedAsync(DatasetPath dataset, params string[] snapshots)
    {
        var sent = (await Pool.VersionsAsync(dataset, VersionKinds.Snapshots)).ToDictionary(version => version.Name, version => version.Guid);
        var received = await Pool.VersionsAsync(CopyOf(dataset), VersionKinds.Snapshots);
        Assert.Equal(snapshots, received.Select(version => version.Name));
        Assert.All(received.Where(version => sent.ContainsKey(version.Name)), version => Assert.Equal(sent[version.Name], version.Guid));
        Assert.Equal(await Pool.DigestAsync(dataset, snapshots[^1]), await Pool.DigestAsync(CopyOf(dataset), snapshots[^1]));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Pool.DisposeAsync();

    private FilesystemVersion Remember(FilesystemVersion version)
    {
        _snapshotNames[version.Guid] = version.Name;
        return version;
    }

    private void Restart(ZfsHost zfs)
    {
        Services = NewProcess(zfs);
        InUse = new();
    }

    private static EndpointServices NewProcess(ZfsHost zfs) => new(zfs, TimeProvider.System, NullLoggerFactory.Instance);
}
