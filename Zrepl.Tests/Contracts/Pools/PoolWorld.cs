using System.Collections.Immutable;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Contracts.Pools;

/// <summary>
/// What one test sees of a machine with ZFS: the verbs under test, and short ways to prepare and to look. Its datasets are its own, and
/// all their names contain a blank.
/// </summary>
public sealed class PoolWorld : IAsyncDisposable
{
    private readonly IPoolUnderTest _pool;
    private readonly CancellationTokenSource _deadline;
    private readonly int _number;

    private PoolWorld(IPoolUnderTest pool, TimeSpan patience)
    {
        _pool = pool;
        _number = pool.NextNumber();
        _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        _deadline.CancelAfter(patience);
        CommandsBefore = pool.Commands.Started.Count;
    }

    /// <summary>The verbs under test.</summary>
    public ZfsHost Zfs => _pool.Zfs;

    /// <summary>Every command that was started, also by earlier tests.</summary>
    public RecordedCommands Commands => _pool.Commands;

    /// <summary>How many commands were started before this test.</summary>
    public int CommandsBefore { get; }

    /// <summary>Root of the pool to send from.</summary>
    public DatasetPath Source => _pool.Source;

    /// <summary>Root of the pool to receive into.</summary>
    public DatasetPath Sink => _pool.Sink;

    /// <summary>Cancelled when the test has taken too long.</summary>
    public CancellationToken Token => _deadline.Token;

    /// <summary>Enters a machine; skips the test where there is none. Its deadline is that of the pool, or as many of them as are asked for.</summary>
    public static async Task<PoolWorld> EnterAsync(IPoolUnderTest pool, int patience = 1)
    {
        Assert.SkipWhen(pool.UnavailableBecause is not null, pool.UnavailableBecause ?? "");
        await pool.PrepareAsync();
        return new(pool, patience * pool.Patience);
    }

    /// <summary>A path in the pool to send from that no other test uses; nothing is made.</summary>
    public DatasetPath PathOf(string name) => Source.Child($"{_number} {name}");

    /// <summary>A path in the pool to receive into that no other test uses; nothing is made.</summary>
    public DatasetPath SinkPathOf(string name) => Sink.Child($"{_number} {name}");

    /// <summary>Makes a filesystem in the pool to send from; nothing is mounted.</summary>
    public Task<DatasetPath> CreateAsync(string name, params string[] options) => CreateAsync(PathOf(name), options);

    /// <summary>Makes a filesystem or, with <c>-V</c>, a volume.</summary>
    public async Task<DatasetPath> CreateAsync(DatasetPath dataset, params string[] options)
    {
        await RunAsync(["create", .. options, dataset.Text]);
        return dataset;
    }

    /// <summary>Makes a filesystem in the pool to send from that files can be written into.</summary>
    public Task<DatasetPath> CreateForFilesAsync(string name, params string[] options) => CreateForFilesAsync(PathOf(name), options);

    /// <summary>Makes a filesystem in the pool to send from that files can be written into.</summary>
    public Task<DatasetPath> CreateForFilesAsync(DatasetPath dataset, params string[] options) =>
        CreateAsync(dataset, [.. _pool.OptionsForFiles(dataset), .. options]);

    /// <summary>Lets files be written into a filesystem that has no mountpoint.</summary>
    public async Task MountForFilesAsync(DatasetPath dataset)
    {
        await RunAsync("set", _pool.OptionsForFiles(dataset)[1], dataset.Text);
        if (await PropertyAsync(dataset.Text, "mounted") != "yes") await RunAsync("mount", dataset.Text);
    }

    /// <summary>Options that make a filesystem encrypted with a key that is loaded.</summary>
    public string[] Encrypted =>
        ["-o", "encryption=on", "-o", "keyformat=raw", "-o", $"keylocation={_pool.KeyLocation}"];

    /// <summary>Takes snapshots one after the other.</summary>
    public async Task SnapshotAsync(DatasetPath dataset, params string[] names)
    {
        foreach (var name in names) await RunAsync("snapshot", $"{dataset}@{name}");
    }

    /// <summary>Writes a file of incompressible bytes, or replaces it.</summary>
    public Task WriteAsync(DatasetPath filesystem, string file, int bytes, ulong seed) => _pool.WriteAsync(filesystem, file, bytes, seed);

    /// <summary>Writes a file and takes a snapshot.</summary>
    public async Task<FilesystemVersion> SnapshotWithFileAsync(DatasetPath filesystem, string snapshot, int bytes = 64 * 1024)
    {
        await WriteAsync(filesystem, $"file of {snapshot}", bytes, (ulong)snapshot.Length + 7UL * snapshot[0]);
        await SnapshotAsync(filesystem, snapshot);
        return await VersionAsync(filesystem, "@" + snapshot);
    }

    /// <summary>One snapshot or bookmark that must exist.</summary>
    public async Task<FilesystemVersion> VersionAsync(DatasetPath dataset, string relativeName) =>
        (await Zfs.Versions.FindAsync(dataset, [relativeName], Token))[relativeName];

    /// <summary>Snapshots and bookmarks of a dataset as ZFS lists them.</summary>
    public Task<ImmutableArray<FilesystemVersion>> VersionsAsync(DatasetPath dataset, VersionKinds kinds = VersionKinds.Both) =>
        Zfs.Versions.ListAsync(dataset, kinds, Token);

    /// <summary>Their names, with <c>@</c> or <c>#</c>.</summary>
    public async Task<IEnumerable<string>> NamesAsync(DatasetPath dataset) => (await VersionsAsync(dataset)).Select(version => version.RelativeName);

    /// <summary>The value of one property as printed.</summary>
    public async Task<string> PropertyAsync(string path, string property) =>
        (await Zfs.PropertyReader.ReadAsync(path, [property], Token)).Find(path, property)!.Value.Value; // ReadAsync throws when there is no row

    /// <summary>What a snapshot holds; equal texts mean equal content.</summary>
    public Task<string> DigestAsync(DatasetPath dataset, string snapshot) => _pool.DigestAsync(dataset.Snapshot(snapshot));

    /// <summary>Runs a <c>zfs</c> command that only prepares something and must succeed.</summary>
    public async Task<CommandResult> RunAsync(params string[] arguments)
    {
        var result = await TryAsync(arguments);
        Assert.True(result.IsSuccess, $"{result.Command}: {result.ErrorText}");
        return result;
    }

    /// <summary>Runs a <c>zfs</c> command that may fail.</summary>
    public Task<CommandResult> TryAsync(params string[] arguments) => Commands.RunAsync(ZfsCommand.Zfs(arguments), Token);

    public ValueTask DisposeAsync()
    {
        _deadline.Dispose();
        _pool.Verify();
        return ValueTask.CompletedTask;
    }
}
