using System.Globalization;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Campaigns;

/// <summary>The machine of these tests, with real OpenZFS. It does not stop, keeps its clock and its release.</summary>
internal sealed class RealMachine(RealPool pool) : Machine(pool.Commands)
{
    private readonly FaultPlan _faults = new();

    public override IZfsCommandRunner Commands => field ??= new FaultyCommands(new ZfsProcessRunner(new ZfsBinaries()), _faults);

    public override bool CanStop => false;

    public override bool HasStopped => false;

    public override TimeSpan Patience => pool.Patience;

    public override Task PrepareAsync(DatasetPath root) => RunAsync("create", root.Text);

    public override void StopAt(int transaction, CrashMoment moment) => throw new NotSupportedException("A real machine does not stop at a transaction.");

    public override void Recover() { }

    public override void SetClockBy(TimeSpan delta) { }

    public override void Upgrade() { }

    public override IAsyncDisposable Disturb(FaultRule rule)
    {
        _faults.Add(rule);
        return new AtTheEnd(() =>
        {
            _faults.Clear();
            return Task.CompletedTask;
        });
    }

    // A quota of what is there: what is written meets EDQUOT, as it would meet ENOSPC in a full pool, and other campaigns in the pool have room.
    public override async Task<IAsyncDisposable> FillAsync(DatasetPath root)
    {
        var used = (await Zfs.PropertyReader.ReadAsync(root.Text, ["used"], CancellationToken.None)).Find(root.Text, "used")!.Value.Value;
        await RunAsync("set", "quota=" + (ulong.Parse(used, CultureInfo.InvariantCulture) + 4096).ToString(CultureInfo.InvariantCulture), root.Text);
        return new AtTheEnd(() => RunAsync("set", "quota=none", root.Text));
    }

    public override Task<string> DigestAsync(SnapshotPath snapshot) => pool.DigestAsync(snapshot);

    public override void Verify() => pool.Verify();

    public override Task CreateFilesystemAsync(DatasetPath path) => RunAsync(["create", .. pool.OptionsForFiles(path), path.Text]);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask; // the pool goes with all that is in it

    protected override void LetTimePass() { }

    protected override Task WriteFileAsync(string filesystem, string file, int bytes, ulong seed) => pool.WriteAsync(DatasetPath.Parse(filesystem), file, bytes, seed);

    protected override Task DeleteFileAsync(string filesystem, string file) => pool.DeleteAsync(DatasetPath.Parse(filesystem), file);

    protected override Task OverwriteVolumeAsync(string volume, long offset, long length, ulong seed) => throw new NotSupportedException("Nothing looks into volumes here.");
}
