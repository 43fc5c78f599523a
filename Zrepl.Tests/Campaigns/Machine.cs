using System.Globalization;
using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Campaigns;

/// <summary>One machine, seen with the eyes of an observer whom no fault touches.</summary>
/// <param name="observer">Commands that always work.</param>
internal abstract class Machine(IZfsCommandRunner observer) : IAsyncDisposable
{
    private static readonly HoldTag OfAnAdministrator = HoldTag.Parse("keep_this");

    private int _files;
    private string? _firstToken;

    /// <summary>What the observer sees.</summary>
    public ZfsHost Zfs { get; } = new(observer, TimeProvider.System);

    /// <summary>Commands of the daemon, which meet the troubles of the machine.</summary>
    public abstract IZfsCommandRunner Commands { get; }

    /// <summary>Whether it can stop at a transaction.</summary>
    public abstract bool CanStop { get; }

    /// <summary>True once it has stopped, until it recovers.</summary>
    public abstract bool HasStopped { get; }

    /// <summary>The longest that a run may take here.</summary>
    public virtual TimeSpan Patience => Deadline.OfATest;

    /// <summary>Makes the root of everything that is here; a pool of its own, or a dataset.</summary>
    public abstract Task PrepareAsync(DatasetPath root);

    /// <summary>Lets it stop at its n-th transaction from now on.</summary>
    public abstract void StopAt(int transaction, CrashMoment moment);

    /// <summary>Starts it again, with what was on its disks.</summary>
    public abstract void Recover();

    /// <summary>Somebody sets the clock, or it runs wrong: forward or back.</summary>
    public abstract void SetClockBy(TimeSpan delta);

    /// <summary>The next newer release of OpenZFS is installed; the newest stays.</summary>
    public abstract void Upgrade();

    /// <summary>Lets commands of the daemon meet a fault.</summary>
    /// <returns>Ends it.</returns>
    public abstract IAsyncDisposable Disturb(FaultRule rule);

    /// <summary>Leaves no room for anything.</summary>
    /// <returns>Makes room again.</returns>
    public abstract Task<IAsyncDisposable> FillAsync(DatasetPath root);

    /// <summary>Says what a snapshot holds; equal texts mean equal content.</summary>
    public abstract Task<string> DigestAsync(SnapshotPath snapshot);

    /// <summary>Fails if something went wrong unseen.</summary>
    public abstract void Verify();

    /// <summary>Makes a filesystem that files can be written into.</summary>
    public abstract Task CreateFilesystemAsync(DatasetPath path);

    /// <summary>Runs a command that must succeed.</summary>
    public async Task RunAsync(params string[] arguments)
    {
        await using var command = await observer.StartAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        Assert.True((await command.Exit).IsSuccess, $"zfs {string.Join(' ', arguments)}: {command.ErrorText}");
    }

    /// <summary>A program writes a file, or a part of a volume, or deletes a file.</summary>
    public async Task WriteAsync(string dataset, bool isVolume, Random random)
    {
        var seed = (ulong)random.NextInt64();
        if (isVolume) await OverwriteVolumeAsync(dataset, random.Next(0, 64) * 8192L, random.Next(1, 16) * 8192L, seed);
        else if (_files > 3 && random.Next(4) == 0) await DeleteFileAsync(dataset, NameOf(random.Next(_files)));
        else await WriteFileAsync(dataset, NameOf(_files++), random.Next(1, 300) * 1024, seed);
    }

    public async Task<FilesystemVersion> SnapshotAsync(string dataset, string name)
    {
        LetTimePass();
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

    public abstract ValueTask DisposeAsync();

    /// <summary>So that snapshots are not all of the same second.</summary>
    protected abstract void LetTimePass();

    protected abstract Task WriteFileAsync(string filesystem, string file, int bytes, ulong seed);

    /// <summary>Deletes a file if it is there.</summary>
    protected abstract Task DeleteFileAsync(string filesystem, string file);

    protected abstract Task OverwriteVolumeAsync(string volume, long offset, long length, ulong seed);

    private static string NameOf(int file) => "file" + (file % 8).ToString(CultureInfo.InvariantCulture);
}
