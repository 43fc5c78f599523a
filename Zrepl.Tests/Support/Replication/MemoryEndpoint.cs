using System.Collections.Concurrent;
using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Support.Replication;

/// <summary>Datasets in memory; each call is told to the script as <c>SIDE verb dataset …</c>.</summary>
internal abstract class MemoryEndpoint(string side, CallScript script) : IEndpoint
{
    protected ConcurrentDictionary<DatasetPath, MemoryDataset> Datasets { get; } = new();

    protected CallScript Script => script;

    /// <summary>What destroying a snapshot answers; without an entry it is destroyed.</summary>
    public ConcurrentDictionary<string, string> DestroyErrors { get; } = new();

    /// <summary>Snapshots whose destruction is not answered at all.</summary>
    public ConcurrentDictionary<string, bool> Unanswered { get; } = new();

    /// <summary>A pool that is not imported: nothing is told of its datasets but this.</summary>
    public string? MissingPool { get; set; }

    public MemoryEndpoint Has(string path, string versions = "", bool isPlaceholder = false, string? token = null)
    {
        Datasets[DatasetPath.Parse(path)] = new MemoryDataset(Versions.Of(versions), isPlaceholder, token);
        return this;
    }

    public void Forget(string path) => Datasets.TryRemove(DatasetPath.Parse(path), out _);

    public string VersionsOf(string path) =>
        Datasets.TryGetValue(DatasetPath.Parse(path), out var dataset) ? Versions.Text(dataset.Versions) : "missing";

    public bool IsPlaceholder(string path) => Datasets[DatasetPath.Parse(path)].IsPlaceholder;

    public void Add(string path, string versions) =>
        Datasets[DatasetPath.Parse(path)] = Datasets[DatasetPath.Parse(path)].With(Versions.Of(versions));

    public Task WaitForConnectivityAsync(CancellationToken cancellation) => script.EnterAsync($"{side} ping", cancellation);

    public async Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation)
    {
        await script.EnterAsync($"{side} list", cancellation);
        var missing = MissingPool is { } pool ? new[] { new EndpointFilesystem(DatasetPath.Parse(pool), false, null) { Problem = $"pool {pool} is not there" } } : [];
        return [.. missing, .. Datasets.OrderBy(d => d.Key).Select(d => new EndpointFilesystem(d.Key, d.Value.IsPlaceholder, d.Value.Token))];
    }

    public async Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        await script.EnterAsync($"{side} versions {filesystem}", cancellation);
        return Datasets.TryGetValue(filesystem, out var dataset)
            ? dataset.Versions
            : throw new EndpointException($"dataset \"{filesystem}\" does not exist");
    }

    public async Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation)
    {
        await script.EnterAsync($"{side} destroy {filesystem} {Versions.Text(snapshots)}", cancellation);
        var answers = ImmutableArray.CreateBuilder<DestroyResult>();
        foreach (var snapshot in snapshots)
        {
            if (Unanswered.ContainsKey(snapshot.On(filesystem))) continue;
            var error = DestroyErrors.GetValueOrDefault(snapshot.On(filesystem));
            answers.Add(new(snapshot, error));
            if (error is null) Datasets[filesystem] = Datasets[filesystem].Without(snapshot);
        }

        return answers.ToImmutable();
    }

    internal sealed record MemoryDataset(ImmutableArray<FilesystemVersion> Versions, bool IsPlaceholder, string? Token)
    {
        public MemoryDataset With(IEnumerable<FilesystemVersion> more) => this with { Versions = [.. Versions, .. more] };

        public MemoryDataset Without(FilesystemVersion one) => this with { Versions = Versions.Remove(one) };
    }
}
