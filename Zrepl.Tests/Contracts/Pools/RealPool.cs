using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Contracts.Pools;

/// <summary>
/// Two pools of the real OpenZFS of this machine, in files of their own that go when the tests of a class are done. Needs root.
/// </summary>
public sealed class RealPool : IPoolUnderTest, IAsyncLifetime
{
    // Sparse; what the tests of one class write together has to fit.
    private const long BytesOfAPool = 2L << 30;

    private readonly string _directory = Directory.CreateTempSubdirectory("zrepl-contract-").FullName;
    private readonly List<DatasetPath> _pools = [];
    private int _number;

    public RealPool()
    {
        Commands = new(new ZfsProcessRunner(new ZfsBinaries()));
        Zfs = new(Commands, TimeProvider.System);
        var unique = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
        Source = DatasetPath.Parse($"zrepltest-{unique}-a");
        Sink = DatasetPath.Parse($"zrepltest-{unique}-b");
    }

    public string? UnavailableBecause { get; } =
        !File.Exists("/dev/zfs") ? "no ZFS module is loaded here; scripts/zfs-vm runs a program where there is one"
        : Environment.UserName != "root" ? "making pools needs root"
        : null;

    public ZfsHost Zfs { get; }

    public RecordedCommands Commands { get; }

    public DatasetPath Source { get; }

    public DatasetPath Sink { get; }

    // A virtual machine without hardware support on a busy machine takes seconds for each command.
    public TimeSpan Patience => TimeSpan.FromMinutes(15);

    public int ManySnapshots => 8;

    public string KeyLocation => $"file://{_directory}/key";

    public int NextNumber() => Interlocked.Increment(ref _number);

    public async ValueTask InitializeAsync()
    {
        if (UnavailableBecause is not null) return;
        await File.WriteAllBytesAsync(Path.Combine(_directory, "key"), RandomNumberGenerator.GetBytes(32));
        foreach (var pool in new[] { Source, Sink }) await CreatePoolAsync(pool);
    }

    public Task PrepareAsync() => Task.CompletedTask;

    public async Task<DatasetPath> CreatePoolWithoutFeaturesAsync()
    {
        var pool = DatasetPath.Parse($"{Source}-bare{NextNumber()}");
        await CreatePoolAsync(pool, "-d");
        return pool;
    }

    public void Verify() { }

    public string[] OptionsForFiles(DatasetPath filesystem) => ["-o", $"mountpoint={MountPoint(filesystem)}"];

    public async Task WriteAsync(DatasetPath filesystem, string file, int bytes, ulong seed)
    {
        var content = new byte[bytes];
        new Random((int)seed).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(MountPoint(filesystem), file), content);
    }

    /// <summary>Deletes a file if it is there.</summary>
    public Task DeleteAsync(DatasetPath filesystem, string file)
    {
        File.Delete(Path.Combine(MountPoint(filesystem), file));
        return Task.CompletedTask;
    }

    public async Task<string> DigestAsync(SnapshotPath snapshot)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_directory, "look")).FullName;
        await MustAsync("mount", "-t", "zfs", "-o", "ro", snapshot.Text, directory); // no matter where, or whether, the filesystem is mounted
        try
        {
            var files = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
            return string.Join('\n', files.Select(file => $"{file[directory.Length..]} {Hash(file)}"));
        }
        finally
        {
            await MustAsync("umount", directory);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (UnavailableBecause is null)
        {
            foreach (var pool in _pools) await MustAsync(ZfsCommand.Zpool("destroy", "-f", pool.Text));
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task CreatePoolAsync(DatasetPath pool, params string[] options)
    {
        var device = Path.Combine(_directory, pool.Text);
        await using (var file = File.Create(device)) file.SetLength(BytesOfAPool);
        await MustAsync(ZfsCommand.Zpool(
            ["create", .. options, "-o", "cachefile=none", "-O", "mountpoint=none", "-O", "compression=off", pool.Text, device]));
        _pools.Add(pool);
    }

    private static string Hash(string file)
    {
        using var content = File.OpenRead(file);
        return string.Create(CultureInfo.InvariantCulture, $"{content.Length} {Convert.ToHexStringLower(SHA256.HashData(content))}");
    }

    private string MountPoint(DatasetPath filesystem) => Path.Combine(_directory, "mnt", filesystem.Text);

    private async Task MustAsync(ZfsCommand command)
    {
        var result = await Commands.RunAsync(command, CancellationToken.None);
        if (!result.IsSuccess) throw new InvalidOperationException($"{command}: {result.ErrorText}");
    }

    private static async Task MustAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!; // not a shell command
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}");
    }
}
