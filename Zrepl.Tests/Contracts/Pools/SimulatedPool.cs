using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Contracts.Pools;

/// <summary>A simulated host of its own, in memory or in a directory.</summary>
public sealed class SimulatedPool : IPoolUnderTest
{
    private int _number;
    private bool _isPrepared;

    public SimulatedPool(OpenZfsVersion version) : this(new SimulatedHost(new() { Version = version })) { }

    private SimulatedPool(SimulatedHost host)
    {
        Host = host;
        Host.MountObstacles["/proc/no such directory"] =
            "cannot mount '/proc/no such directory': failed to create mountpoint: No such file or directory";
        Commands = new(new SimulatedZfs(Host));
        Zfs = new(Commands, TimeProvider.System);
    }

    /// <summary>One that lives in a directory, so that other processes can use it too.</summary>
    public static async Task<SimulatedPool> OpenAsync(string directory) => new(await SimulatedHost.OpenAsync(directory));

    public SimulatedHost Host { get; }

    public string? UnavailableBecause => null;

    public ZfsHost Zfs { get; }

    public RecordedCommands Commands { get; }

    public DatasetPath Source { get; } = DatasetPath.Parse("tank");

    public DatasetPath Sink { get; } = DatasetPath.Parse("sink");

    public TimeSpan Patience => Deadline.OfATest;

    public int ManySnapshots => 200;

    public string KeyLocation => "file:///key";

    public int NextNumber() => Interlocked.Increment(ref _number);

    public async Task PrepareAsync()
    {
        if (_isPrepared) return; // several tests share the one in a directory
        _isPrepared = true;
        foreach (var pool in new[] { Source, Sink }) await Host.CreatePoolAsync(pool.Text, rootProperties: ("mountpoint", "none"));
    }

    public async Task<DatasetPath> CreatePoolWithoutFeaturesAsync()
    {
        var pool = DatasetPath.Parse("bare");
        var result = await Commands.RunAsync(ZfsCommand.Zpool("create", "-d", pool.Text, "disk"), CancellationToken.None);
        return result.IsSuccess ? pool : throw new InvalidOperationException(result.ErrorText);
    }

    public void Verify() => Assert.Empty(Host.Mistakes);

    public string[] OptionsForFiles(DatasetPath filesystem) => ["-o", $"mountpoint=/{filesystem.LastComponent}"];

    public Task WriteAsync(DatasetPath filesystem, string file, int bytes, ulong seed) => Host.Files.WriteAsync(filesystem.Text, file, bytes, seed);

    public Task<string> DigestAsync(SnapshotPath snapshot) => Host.Files.DigestAsync(snapshot.Text);
}
