using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Campaigns;

/// <summary>One simulated machine, seen with the eyes of an observer whom no fault touches.</summary>
internal sealed class Machine : IAsyncDisposable
{
    private readonly FakeTimeProvider _calendar = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private int _files;

    public Machine(ulong seed)
    {
        Host = new(new SimulatedHostOptions { Seed = seed, Clock = _calendar, CommandLogCapacity = 2_000 });
        Zfs = new(new SimulatedZfs(Host), TimeProvider.System);
    }

    public SimulatedHost Host { get; }

    public ZfsHost Zfs { get; }

    public async Task WriteAsync(string dataset, bool isVolume, Random random)
    {
        var seed = (ulong)random.NextInt64();
        if (isVolume) await Host.Files.OverwriteAsync(dataset, "", random.Next(0, 64) * 8192L, random.Next(1, 16) * 8192L, seed);
        else if (_files > 3 && random.Next(4) == 0) await TryDeleteAsync(dataset, random.Next(_files));
        else await Host.Files.WriteAsync(dataset, "file" + (_files++ % 8).ToString(CultureInfo.InvariantCulture), random.Next(1, 300) * 1024L, seed);
    }

    public async Task<FilesystemVersion> SnapshotAsync(string dataset, string name)
    {
        _calendar.Advance(TimeSpan.FromSeconds(7));
        var path = DatasetPath.Parse(dataset);
        await Zfs.SnapshotCreator.CreateAsync([path.Snapshot(name)], CancellationToken.None);
        return (await VersionsAsync(dataset)).Single(version => version.IsSnapshot && version.Name == name);
    }

    /// <summary>All versions, or none if there is no such dataset.</summary>
    public async Task<FilesystemVersion[]> VersionsAsync(string dataset)
    {
        var path = DatasetPath.Parse(dataset);
        return await Zfs.Datasets.ExistsAsync(path, CancellationToken.None)
            ? [.. await Zfs.Versions.ListAsync(path, VersionKinds.Both, CancellationToken.None)]
            : [];
    }

    public async Task<Guarantee[]> GuaranteesAsync(string dataset)
    {
        var path = DatasetPath.Parse(dataset);
        return await Zfs.Datasets.ExistsAsync(path, CancellationToken.None)
            ? [.. await new GuaranteeLister(Zfs).ListAsync(path, GuaranteeKinds.All, CancellationToken.None)]
            : [];
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private async Task TryDeleteAsync(string dataset, int number)
    {
        var name = "file" + (number % 8).ToString(CultureInfo.InvariantCulture);
        if ((await Host.Files.ListAsync(dataset)).ContainsKey(name)) await Host.Files.DeleteAsync(dataset, name);
    }
}
