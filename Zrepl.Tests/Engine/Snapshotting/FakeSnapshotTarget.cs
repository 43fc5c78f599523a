using System.Collections.Immutable;
using Zrepl.Engine.Snapshotting;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Engine.Snapshotting;

/// <summary>Datasets in memory. Like ZFS it takes all snapshots of one command or none.</summary>
internal sealed class FakeSnapshotTarget(TimeProvider clock) : ISnapshotTarget
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<DatasetPath, List<FilesystemVersion>> _datasets = [];
    private readonly HashSet<SnapshotPath> _names = [];
    private readonly Dictionary<DatasetPath, string> _refusals = [];
    private ulong _createTxg = 100;

    /// <summary>The commands so far, each with the snapshots it asked for.</summary>
    public ImmutableList<ImmutableArray<string>> Commands { get; private set; } = [];

    /// <summary>False: a failed command does not say which snapshot was in the way.</summary>
    public bool NamesCulprits { get; set; } = true;

    /// <summary>What listing fails with, or null.</summary>
    public Exception? ListFailure { get; set; }

    /// <summary>What creating fails with as a whole, or null.</summary>
    public Exception? CreateFailure { get; set; }

    /// <summary>What <see cref="FindNewestAsync"/> answers for a dataset it cannot list.</summary>
    public Dictionary<string, string> UnlistableSnapshots { get; } = [];

    /// <summary>Awaited before each command.</summary>
    public Func<ImmutableArray<string>, CancellationToken, Task> BeforeCreate { get; set; } = (_, _) => Task.CompletedTask;

    public FakeSnapshotTarget With(params string[] datasets)
    {
        foreach (var dataset in datasets) _datasets.TryAdd(DatasetPath.Parse(dataset), []);
        return this;
    }

    public FakeSnapshotTarget WithSnapshot(string snapshot, DateTimeOffset creation)
    {
        var path = SnapshotPath.Parse(snapshot);
        With(path.Dataset.Text);
        _names.Add(path);
        _datasets[path.Dataset].Add(new FilesystemVersion(VersionKind.Snapshot, path.Name, _createTxg * 7, _createTxg++, creation.ToUnixTimeSeconds(), 0));
        return this;
    }

    public FakeSnapshotTarget Refusing(string dataset, string error)
    {
        _refusals[DatasetPath.Parse(dataset)] = error;
        return this;
    }

    public string[] SnapshotsOf(string dataset)
    {
        lock (_lock) return [.. _datasets[DatasetPath.Parse(dataset)].Select(snapshot => snapshot.Name)];
    }

    public int Count
    {
        get { lock (_lock) return _datasets.Values.Sum(snapshots => snapshots.Count); }
    }

    public Task<ImmutableArray<DatasetPath>> ListFilesystemsAsync(CancellationToken cancellation) =>
        ListFailure is null ? Task.FromResult(_datasets.Keys.Reverse().ToImmutableArray()) : Task.FromException<ImmutableArray<DatasetPath>>(ListFailure);

    public Task<ImmutableArray<NewestSnapshot>> FindNewestAsync(
        ImmutableArray<DatasetPath> filesystems, string prefix, CancellationToken cancellation) =>
        Task.FromResult(filesystems.Select(filesystem => UnlistableSnapshots.TryGetValue(filesystem.Text, out var error)
            ? new NewestSnapshot(filesystem, null, error)
            : new NewestSnapshot(filesystem, _datasets[filesystem].Where(s => s.Name.StartsWith(prefix, StringComparison.Ordinal)).MaxBy(s => s.CreateTxg)))
            .ToImmutableArray());

    public async Task<ImmutableArray<SnapshotOutcome>> CreateAsync(ImmutableArray<SnapshotPath> snapshots, CancellationToken cancellation)
    {
        Commands = Commands.Add([.. snapshots.Select(snapshot => snapshot.Text)]);
        await BeforeCreate(Commands[^1], cancellation);
        if (CreateFailure is not null) throw CreateFailure;
        var errors = snapshots.Select(ErrorOf).ToList();
        if (errors.TrueForAll(error => error is null))
        {
            foreach (var snapshot in snapshots) lock (_lock) WithSnapshot(snapshot.Text, clock.GetUtcNow());
            return [.. snapshots.Select(snapshot => new SnapshotOutcome.Created(snapshot))];
        }

        if (!NamesCulprits) throw Failure(errors.First(error => error is not null)!);
        return [.. snapshots.Zip(errors, (snapshot, error) =>
            error is null ? (SnapshotOutcome)new SnapshotOutcome.HeldBack(snapshot) : new SnapshotOutcome.Refused(snapshot, new SnapshotFailure(error)))];
    }

    public static ZfsCommandException Failure(string stderr) => new(new CommandResult(ZfsCommand.Zfs("snapshot"), new CommandExit(1), "", stderr));

    private string? ErrorOf(SnapshotPath snapshot)
    {
        if (!_datasets.ContainsKey(snapshot.Dataset)) return $"cannot open '{snapshot.Dataset}': dataset does not exist";
        if (_names.Contains(snapshot)) return $"cannot create snapshot '{snapshot}': dataset already exists";
        return _refusals.TryGetValue(snapshot.Dataset, out var error) ? $"cannot create snapshot '{snapshot}': {error}" : null;
    }
}
