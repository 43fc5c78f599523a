using System.Collections.Concurrent;
using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Kernel.Receiving;
using Zrepl.Zfs.Simulator.Profiles;
using Zrepl.Zfs.Simulator.State;

namespace Zrepl.Zfs.Simulator;

/// <summary>
/// A machine with ZFS that exists only in this program: pools, datasets, a clock and a release of OpenZFS. <see cref="SimulatedZfs"/> runs
/// commands on it. Several hosts can live side by side, for example a sender and a receiver.
/// </summary>
public sealed class SimulatedHost : IAsyncDisposable
{
    private readonly StateStore _store;
    private CancellationTokenSource _crashed = new();
    private VersionRules _rules;

    /// <summary>A host in memory.</summary>
    public SimulatedHost(SimulatedHostOptions? options = null) : this(new MemoryStore(), new OwnActivities(), options ?? new())
    {
        new SeedHost(DrawSeed(options)).Apply(_store.Model);
    }

    private SimulatedHost(StateStore store, Activities activities, SimulatedHostOptions options)
    {
        _store = store;
        Activities = activities;
        _rules = new(options.Version);
        Clock = options.Clock;
        PipeCapacity = options.PipeCapacity;
        PoolSize = options.PoolSize;
        CommandLog = new(options.CommandLogCapacity);
        Crashes.Crashed += () => Interlocked.Exchange(ref _crashed, new()).Cancel();
    }

    /// <summary>
    /// A host that lives in a directory, which is made if it is missing. Any number of processes may open it, one after the other or at once;
    /// each command sees what the others have done. Permissions, planned faults, key files and obstacles belong to this object alone.
    /// </summary>
    public static async Task<SimulatedHost> OpenAsync(string directory, SimulatedHostOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        Directory.CreateDirectory(directory);
        var store = new DirectoryStore(directory, options.SyncToDisk);
        var host = new SimulatedHost(store, new SharedActivities(Path.Combine(directory, "busy")), options);
        using var session = await host.EnterAsync(cancellation);
        if (store.IsNew) session.Commit(new Transaction(null, 0, [new SeedHost(DrawSeed(options))]));
        StaleReceives.Remove(session);
        return host;
    }

    /// <summary>The release whose texts and rules apply from the next command on.</summary>
    public OpenZfsVersion Version
    {
        get => _rules.Version;
        set => _rules = new(value);
    }

    /// <summary>Every command that was started.</summary>
    public CommandLog CommandLog { get; }

    /// <summary>Planned crashes of the machine.</summary>
    public CrashPlan Crashes { get; } = new();

    /// <summary>Planned faults of single commands.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>Who the simulated user is.</summary>
    public SimulatedPermissions Permissions { get; } = new();

    /// <summary>What every command prints before it exits with 1, as long as it is set: the module is not loaded and its like (spec A5.6).</summary>
    public string? ProblemAtStart { get; set; }

    /// <summary>
    /// Content of key files by <c>keylocation</c>, or null for one that is missing. A location without an entry opens with its own name as the key.
    /// </summary>
    public ConcurrentDictionary<string, string?> KeyFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Mount points where mounting fails, each with what zfs prints then, for example
    /// <c>cannot mount '/data': directory is not empty</c>; <c>{dataset}</c> stands for the filesystem's name.
    /// </summary>
    public ConcurrentDictionary<string, string> MountObstacles { get; } = new(StringComparer.Ordinal);

    /// <summary>Exceptions of the simulator itself. A test that ends with one here has found a mistake.</summary>
    public IReadOnlyList<Exception> Mistakes => _mistakes;

    private ImmutableList<Exception> _mistakes = [];

    /// <summary>Pseudo files: what programs write into the datasets.</summary>
    public SimulatedFiles Files => new(this);

    internal Activities Activities { get; }

    internal TimeProvider Clock { get; }

    internal int PipeCapacity { get; }

    internal long PoolSize { get; set; }

    internal VersionRules Rules => _rules;

    internal CancellationToken Crashed => Volatile.Read(ref _crashed).Token;

    /// <summary>Makes a pool with a root dataset, as <c>zpool create</c> does.</summary>
    /// <param name="name">Name of the pool.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="rootProperties">Local properties of the root dataset, such as <c>mountpoint=none</c>.</param>
    public async Task CreatePoolAsync(string name, long size = 1L << 40, params IEnumerable<(string Property, string Value)> rootProperties)
    {
        using var session = await EnterAsync(CancellationToken.None);
        if (PoolCalls.Create(session, name, (ulong)size, rootProperties) is var error && error != Errno.Ok)
            throw new InvalidOperationException($"The pool '{name}' cannot be made: {error}.");
    }

    /// <summary>Changes the state of a pool as no command can.</summary>
    /// <param name="name">Name of the pool.</param>
    /// <param name="health">Its new health, or null to leave it.</param>
    /// <param name="isFull">Whether it counts as full whatever the sizes say, or null to leave it.</param>
    /// <param name="isReadOnly">Whether it can be written, or null to leave it.</param>
    /// <param name="size">Its new size in bytes, or null to leave it.</param>
    public async Task ChangePoolAsync(string name, PoolHealth? health = null, bool? isFull = null, bool? isReadOnly = null, long? size = null)
    {
        using var session = await EnterAsync(CancellationToken.None);
        session.Commit(session.Model.Pool(name), new ChangePool(name) { Health = health, IsFull = isFull, IsReadOnly = isReadOnly, Size = (ulong?)size });
    }

    /// <summary>Keeps a dataset or snapshot busy, as a program with open files does, until the result is disposed.</summary>
    /// <param name="name">Full name.</param>
    public async Task<IDisposable> KeepBusyAsync(string name)
    {
        using var session = await EnterAsync(CancellationToken.None);
        return Activities.Use(name);
    }

    /// <summary>After a planned crash: the machine starts again, and what was durable is still there.</summary>
    public async Task RecoverAsync()
    {
        Crashes.Recover();
        using var session = await EnterAsync(CancellationToken.None);
        StaleReceives.Remove(session);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _store.DisposeAsync();

    internal async ValueTask<Session> EnterAsync(CancellationToken cancellation)
    {
        if (Crashes.HasCrashed) throw new SimulatedCrashException();
        await _store.EnterAsync(cancellation);
        return new(this, _store);
    }

    internal void Report(Exception mistake) => ImmutableInterlocked.Update(ref _mistakes, (list, added) => list.Add(added), mistake);

    internal static ulong DrawSeed(SimulatedHostOptions? options) =>
        options?.Seed ?? (ulong)Random.Shared.NextInt64();
}
