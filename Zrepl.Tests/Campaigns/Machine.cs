using System.Globalization;
using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Campaigns;

/// <summary>One simulated machine, seen with the eyes of an observer whom no fault touches.</summary>
internal sealed class Machine : IAsyncDisposable
{
    private static readonly HoldTag OfAnAdministrator = HoldTag.Parse("keep_this");

    private readonly SettableClock _calendar = new();
    private int _files;
    private string? _firstToken;

    public Machine(ulong seed, OpenZfsVersion version)
    {
        _calendar.SetUtcNow(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Host = new(new SimulatedHostOptions { Seed = seed, Version = version, Clock = _calendar, CommandLogCapacity = 2_000 });
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

    /// <summary>The same command with the token of the first step that was ever resumed here; for a product that mixes them up.</summary>
    public ZfsCommand WithAnEarlierToken(ZfsCommand command)
    {
        var at = command.Arguments.IndexOf("-t") + 1;
        if (at == 0) return command;
        _firstToken ??= command.Arguments[at];
        return command with { Arguments = command.Arguments.SetItem(at, _firstToken) };
    }

    /// <summary>Somebody sets the clock, or it runs wrong: forward or back.</summary>
    public void SetClockBy(TimeSpan delta) => _calendar.SetWallClockBy(delta);

    /// <summary>The next newer release is installed; the newest stays.</summary>
    public void Upgrade() => Host.Version = OpenZfsVersion.FirstClass.FirstOrDefault(newer => newer.CompareTo(Host.Version) > 0) ?? Host.Version;

    /// <summary>An administrator holds a snapshot for reasons of his own.</summary>
    public Task HoldAsync(SnapshotPath snapshot) => Zfs.Holds.HoldAsync(OfAnAdministrator, [snapshot], CancellationToken.None);

    /// <summary>He needs it no longer.</summary>
    public Task ReleaseAsync(SnapshotPath snapshot) => Zfs.Holds.ReleaseAsync(OfAnAdministrator, [snapshot], CancellationToken.None);

    /// <summary>Whether his hold is there.</summary>
    public async Task<bool> IsHeldAsync(SnapshotPath snapshot) =>
        (await Zfs.Holds.ListAsync([snapshot], CancellationToken.None)).Any(hold => hold.Tag == OfAnAdministrator);

    /// <summary>An administrator destroys one of the older snapshots, as he would: what is held he cannot destroy, and bookmarks he leaves alone.</summary>
    /// <param name="dataset">Of which.</param>
    /// <param name="spared">So many of the newest are not among those he chooses from.</param>
    /// <param name="random">Chance.</param>
    /// <returns>What went, or null if there was nothing to choose from.</returns>
    public async Task<FilesystemVersion?> DestroyOneAsync(string dataset, int spared, Random random)
    {
        var candidates = (await VersionsAsync(dataset)).Where(version => version.IsSnapshot).SkipLast(spared).Where(version => version.UserRefs == 0).ToArray();
        if (candidates.Length == 0) return null;
        var victim = candidates[random.Next(candidates.Length)];
        await Zfs.SnapshotDestroyer.DestroyAsync([Zrepl.Zfs.Snapshots.DestroyRequest.For(DatasetPath.Parse(dataset), victim)], CancellationToken.None);
        return victim;
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
