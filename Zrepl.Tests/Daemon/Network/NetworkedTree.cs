using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Daemon.Network;

/// <summary>
/// One tree of datasets that two daemons in two networks replicate over each transport, pushing and pulling at the same time.
/// A class of tests shares it, because starting daemons is what takes longest; each test adds snapshots and lets all jobs run.
/// </summary>
public abstract class NetworkedTree : IAsyncLifetime
{
    /// <summary>What each job may send in a second: slow enough that something can happen meanwhile.</summary>
    public const int BytesPerSecond = 512 * 1024;

    private readonly List<NetworkedJob> _jobs = [];
    private NetworkedDaemons _daemons = null!; // with InitializeAsync, unless unavailable
    private int _snapshots;

    /// <summary>Why it cannot be had on this machine, or null.</summary>
    public string? UnavailableBecause => NetworkedDaemons.UnavailableBecause ?? Pool.UnavailableBecause;

    /// <summary>The pools. Both daemons see both.</summary>
    public abstract IPoolUnderTest Pool { get; }

    /// <summary>How many times the patience of the pool a test may take.</summary>
    public abstract int Patience { get; }

    /// <summary>How often the cable is cut, unless ZREPL_TEST_CUTS says otherwise.</summary>
    public abstract int Cuts { get; }

    /// <summary>For how many seconds the peer is paused, unless ZREPL_TEST_PAUSE says otherwise.</summary>
    public abstract int PauseSeconds { get; }

    /// <summary>Arguments with which both daemons use these pools.</summary>
    protected abstract IEnumerable<string> Arguments { get; }

    /// <summary>Root of the tree. Below it are an encrypted filesystem and a volume.</summary>
    public DatasetPath Root { get; private set; }

    /// <summary>The encrypted filesystem, which has a job of its own: one that sends encrypted data as it is takes no other.</summary>
    public DatasetPath Encrypted => Root.Child("encrypted");

    /// <summary>The other datasets of the tree.</summary>
    public IEnumerable<DatasetPath> Plain => [Root, Root.Child("volume")];

    internal NetworkedDaemons Daemons => _daemons;

    /// <summary>All jobs.</summary>
    internal IReadOnlyList<NetworkedJob> Jobs => _jobs;

    /// <summary>Those of the tree but its encrypted part.</summary>
    internal IEnumerable<NetworkedJob> PlainJobs => _jobs.Where(job => !job.IsOfEncrypted);

    /// <summary>That of its encrypted part.</summary>
    internal NetworkedJob EncryptedJob => _jobs.Single(job => job.IsOfEncrypted);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (NetworkedDaemons.UnavailableBecause is not null) return;
        await OpenPoolAsync();
        if (UnavailableBecause is not null) return;
        await using var world = await PoolWorld.EnterAsync(Pool, Patience);
        Root = world.PathOf("src");
        await world.CreateForFilesAsync("src");
        await world.CreateForFilesAsync(Encrypted, world.Encrypted);
        await world.CreateAsync(Root.Child("volume"), "-V", "1M", "-s");
        for (var i = 1; i <= 2; i++)
        {
            await world.WriteAsync(Root, "file", 256 * 1024, (ulong)i);
            await world.WriteAsync(Encrypted, "secret", 128 * 1024, (ulong)i);
            await world.RunAsync("snapshot", "-r", $"{Root}@{++_snapshots}");
        }

        _daemons = await NetworkedDaemons.CreateAsync(Arguments);
        var (left, right) = (new StringBuilder(), new StringBuilder());
        foreach (var (transport, meet) in NetworkedDaemons.Transports)
        {
            await AddPushAsync(world, left, right, transport, await meet(_daemons, $"pushing-over-{transport}"), isOfEncrypted: false);
            await AddPullAsync(world, left, right, transport, await meet(_daemons, $"pulling-over-{transport}"));
        }

        await AddPushAsync(world, left, right, "encrypted", await NetworkedDaemons.Transports["tls"](_daemons, "pushing-over-encrypted"), isOfEncrypted: true);
        await _daemons.StartAsync(left.ToString(), right.ToString(), world.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_daemons is not null) await _daemons.DisposeAsync();
        await ClosePoolAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the pools.</summary>
    protected abstract ValueTask OpenPoolAsync();

    /// <summary>Takes them away.</summary>
    protected abstract ValueTask ClosePoolAsync();

    /// <summary>Writes into the root and takes a snapshot of it.</summary>
    /// <returns>Name of the snapshot.</returns>
    public async Task<string> ChangeAsync(PoolWorld world, int bytes)
    {
        var name = (++_snapshots).ToString(CultureInfo.InvariantCulture);
        await world.WriteAsync(Root, "file", bytes, (ulong)_snapshots);
        await world.RunAsync("snapshot", $"{Root}@{name}");
        return name;
    }

    /// <summary>Lets all jobs run at the same time, through to the end.</summary>
    /// <param name="world">Whose patience counts.</param>
    /// <param name="meanwhile">Done once each job has begun to transfer something.</param>
    /// <returns>How often each job had to begin anew.</returns>
    internal async Task<ImmutableArray<int>> RunAsync(PoolWorld world, Func<Task>? meanwhile)
    {
        var began = Stopwatch.GetTimestamp();
        var before = new Dictionary<NetworkedJob, string?>();
        foreach (var job in _jobs) before[job] = BeginOf(await _daemons.Left.StatusAsync(job.Name, world.Token));
        foreach (var job in _jobs) await _daemons.Left.WakeUpAsync(job.Name, world.Token);
        if (meanwhile is not null)
        {
            foreach (var job in PlainJobs)
            {
                var begun = await UntilAsync(job, status => BeginOf(status) != before[job] && (Transferred(status) > 0 || HasEnded(status)), world.Token);
                Assert.True(Transferred(begun) > 0, Failure(job, begun));
            }

            await meanwhile();
        }

        var again = ImmutableArray.CreateBuilder<int>();
        foreach (var job in _jobs)
        {
            var status = await UntilAsync(job, status => BeginOf(status) != before[job] && HasEnded(status), world.Token);
            Assert.True(
                Attempts(status)[^1]!["State"]!.GetValue<string>() == "done" && status["PruningReceiver"]!["State"]!.GetValue<string>() == "Done",
                Failure(job, status));
            again.Add(Attempts(status).Count - 1);
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{string.Join(", ", _jobs.Select(job => job.Name))}: {string.Join(", ", again)} times anew, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s");
        return again.ToImmutable();
    }

    /// <summary>Every copy of a dataset has the snapshots of the original, and nothing half received.</summary>
    internal async Task AssertCopiedAsync(PoolWorld world, DatasetPath dataset)
    {
        var sent = await GuidsAsync(world, dataset);
        Assert.NotEmpty(sent);
        foreach (var job in dataset == Encrypted ? [EncryptedJob] : PlainJobs)
        {
            var copy = job.CopyOf(dataset);
            Assert.True(sent.SequenceEqual(await GuidsAsync(world, copy)), $"{job.Name}: snapshots of {copy}");
            Assert.True(await world.PropertyAsync(copy.Text, "receive_resume_token") == "-", $"{job.Name}: {copy}");
        }
    }

    private async Task AddPushAsync(PoolWorld world, StringBuilder left, StringBuilder right, string transport, (string Connect, string Serve) meeting,
        bool isOfEncrypted)
    {
        var root = await world.CreateAsync(world.SinkPathOf($"push {transport}"));
        left.AppendLine(CultureInfo.InvariantCulture, $$"""
              - name: push {{transport}}
                type: push
                connect: {{meeting.Connect}}
                filesystems: {{(isOfEncrypted ? $$"""{"{{Encrypted}}": true}""" : WithoutEncrypted)}}
                send: { {{(isOfEncrypted ? "encrypted: true, " : "")}}bandwidth_limit: {max: {{BytesPerSecond}} B} }
                snapshotting: {type: manual}
                conflict_resolution: {initial_replication: all}
                pruning: {keep_sender: [{type: regex, regex: ".*"}], keep_receiver: [{type: regex, regex: ".*"}]}
            """);
        right.AppendLine(CultureInfo.InvariantCulture, $$"""
              - name: sink {{transport}}
                type: sink
                serve: {{meeting.Serve}}
                root_fs: "{{root}}"
                recv: {placeholder: {encryption: inherit} }
            """);
        _jobs.Add(new($"push {transport}", root.Child($"pushing-over-{transport}"), isOfEncrypted));
    }

    private async Task AddPullAsync(PoolWorld world, StringBuilder left, StringBuilder right, string transport, (string Connect, string Serve) meeting)
    {
        var root = await world.CreateAsync(world.SinkPathOf($"pull {transport}"));
        left.AppendLine(CultureInfo.InvariantCulture, $$"""
              - name: pull {{transport}}
                type: pull
                connect: {{meeting.Connect}}
                root_fs: "{{root}}"
                interval: manual
                recv: {placeholder: {encryption: inherit} }
                conflict_resolution: {initial_replication: all}
                pruning: {keep_sender: [{type: regex, regex: ".*"}], keep_receiver: [{type: regex, regex: ".*"}]}
            """);
        right.AppendLine(CultureInfo.InvariantCulture, $$"""
              - name: source {{transport}}
                type: source
                serve: {{meeting.Serve}}
                filesystems: {{WithoutEncrypted}}
                send: {bandwidth_limit: {max: {{BytesPerSecond}} B} }
                snapshotting: {type: manual}
            """);
        _jobs.Add(new($"pull {transport}", root, IsOfEncrypted: false));
    }

    private string WithoutEncrypted => $$"""{"{{Root}}<": true, "{{Encrypted}}": false}""";

    private string Failure(NetworkedJob job, JsonObject status) => $"{job.Name}: {status.ToJsonString()}\nleft:\n{_daemons.Left.Output}\nright:\n{_daemons.Right.Output}";

    private Task<JsonObject> UntilAsync(NetworkedJob job, Func<JsonObject, bool> isWanted, CancellationToken cancellation) =>
        _daemons.Left.UntilAsync(job.Name, isWanted, cancellation);

    private static bool HasEnded(JsonObject status) => status["PruningReceiver"]?["State"]?.GetValue<string>() is "Done" or "ExecErr" or "PlanErr";

    private static string? BeginOf(JsonObject status) => status["Replication"]?["StartAt"]?.GetValue<string>();

    private static JsonArray Attempts(JsonObject status) => status["Replication"]?["Attempts"]?.AsArray() ?? [];

    private static long Transferred(JsonObject status) => Attempts(status)
        .SelectMany(attempt => attempt!["Filesystems"]?.AsArray() ?? [])
        .SelectMany(filesystem => filesystem!["Steps"]?.AsArray() ?? [])
        .Sum(step => step!["Info"]!["BytesReplicated"]!.GetValue<long>());

    private static async Task<List<(string, ulong)>> GuidsAsync(PoolWorld world, DatasetPath dataset) =>
        [.. (await world.VersionsAsync(dataset, VersionKinds.Snapshots)).Select(one => (one.Name, one.Guid))];
}

/// <summary>An active job of the left daemon.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">Below this the copies are.</param>
/// <param name="IsOfEncrypted">True if it copies the encrypted filesystem, and nothing else.</param>
internal sealed record NetworkedJob(string Name, DatasetPath Target, bool IsOfEncrypted)
{
    public DatasetPath CopyOf(DatasetPath dataset) => Target.Append(dataset);
}
