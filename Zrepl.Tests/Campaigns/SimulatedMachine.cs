using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Campaigns;

/// <summary>A simulated one, with a clock of its own.</summary>
internal sealed class SimulatedMachine : Machine
{
    private readonly SettableClock _calendar;
    private readonly SimulatedHost _host;

    private SimulatedMachine(SimulatedHost host, SettableClock calendar)
        : base(new SimulatedZfs(host)) => (_host, _calendar) = (host, calendar);

    public static SimulatedMachine Make(ulong seed, OpenZfsVersion version)
    {
        var calendar = new SettableClock();
        calendar.SetUtcNow(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return new(new(new SimulatedHostOptions { Seed = seed, Version = version, Clock = calendar, CommandLogCapacity = 2_000 }), calendar);
    }

    public override IZfsCommandRunner Commands => new SimulatedZfs(_host);

    public override bool CanStop => true;

    public override bool HasStopped => _host.Crashes.HasCrashed;

    public override Task PrepareAsync(DatasetPath root) => _host.CreatePoolAsync(root.Text);

    public override void StopAt(int transaction, CrashMoment moment) => _host.Crashes.CrashAt(transaction, moment);

    public override void Recover() => _host.Crashes.Recover();

    public override void SetClockBy(TimeSpan delta) => _calendar.SetWallClockBy(delta);

    public override void Upgrade() => _host.Version = OpenZfsVersion.FirstClass.FirstOrDefault(newer => newer.CompareTo(_host.Version) > 0) ?? _host.Version;

    public override IAsyncDisposable Disturb(FaultRule rule)
    {
        _host.Faults.Add(rule);
        return new AtTheEnd(() =>
        {
            _host.Faults.Clear();
            return Task.CompletedTask;
        });
    }

    public override async Task<IAsyncDisposable> FillAsync(DatasetPath root)
    {
        await _host.ChangePoolAsync(root.Pool.Text, isFull: true);
        return new AtTheEnd(() => _host.ChangePoolAsync(root.Pool.Text, isFull: false));
    }

    public override Task<string> DigestAsync(SnapshotPath snapshot) => _host.Files.DigestAsync(snapshot.Text);

    public override void Verify()
    {
        if (_host.Mistakes is [var mistake, ..]) throw new InvalidOperationException("The simulator made a mistake.", mistake);
    }

    public override Task CreateFilesystemAsync(DatasetPath path) => RunAsync("create", path.Text);

    public override ValueTask DisposeAsync() => _host.DisposeAsync();

    protected override void LetTimePass() => _calendar.Advance(TimeSpan.FromSeconds(7));

    protected override Task WriteFileAsync(string filesystem, string file, int bytes, ulong seed) => _host.Files.WriteAsync(filesystem, file, bytes, seed);

    protected override async Task DeleteFileAsync(string filesystem, string file)
    {
        if ((await _host.Files.ListAsync(filesystem)).ContainsKey(file)) await _host.Files.DeleteAsync(filesystem, file);
    }

    protected override Task OverwriteVolumeAsync(string volume, long offset, long length, ulong seed) => _host.Files.OverwriteAsync(volume, "", offset, length, seed);
}
