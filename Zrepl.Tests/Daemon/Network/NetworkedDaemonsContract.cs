using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Zrepl.Tests.Contracts.Pools;

namespace Zrepl.Tests.Daemon.Network;

/// <summary>
/// Two daemons in two networks, pushing and pulling over each transport at the same time: whole trees, a cable that is cut,
/// certificates that are replaced, a peer that is paused, one that is killed (promise 3 of the design; conformance E-1, E-2, E-3, D-9, D-10, G-12).
/// </summary>
public abstract class NetworkedDaemonsContract(NetworkedTree tree)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10); // after which a side gives up

    // More by these variables: see docs/testing-on-real-zfs.md.
    private readonly int _cuts = Number("ZREPL_TEST_CUTS", tree.Cuts);
    private readonly int _pauseSeconds = Number("ZREPL_TEST_PAUSE", tree.PauseSeconds);
    private static readonly int Seed = Number("ZREPL_TEST_SEED", 1);

    [Fact]
    public async Task E1_a_tree_is_pushed_and_pulled_over_every_transport_byte_for_byte()
    {
        await using var world = await EnterAsync();
        var newest = await tree.ChangeAsync(world, bytes: 256 * 1024);

        await tree.RunAsync(world, meanwhile: null);

        foreach (var dataset in tree.Plain.Append(tree.Encrypted)) await tree.AssertCopiedAsync(world, dataset);
        await AssertSameFilesAsync(world, newest);
        var secret = tree.EncryptedJob.CopyOf(tree.Encrypted);
        await world.RunAsync("load-key", "-L", await world.PropertyAsync(tree.Encrypted.Text, "keylocation"), secret.Text);
        Assert.Equal(await world.DigestAsync(tree.Encrypted, "2"), await world.DigestAsync(secret, "2"));
        Assert.Contains("SERVER_TRAFFIC_SECRET_0 ", await File.ReadAllTextAsync(tree.Daemons.KeyLog, world.Token), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(tree.Daemons.KeyLog));
    }

    [Fact]
    public async Task D10_runs_complete_by_themselves_although_the_cable_is_cut_and_all_certificates_are_replaced()
    {
        await using var world = await EnterAsync();
        var newest = await tree.ChangeAsync(world, NetworkedTree.BytesPerSecond * (12 + 3 * _cuts));
        var random = new Random(Seed);

        var anew = await tree.RunAsync(world, async () =>
        {
            for (var cut = 1; cut <= _cuts; cut++)
            {
                await Task.Delay(random.Next(300, 3000), world.Token);
                await tree.Daemons.Networks.CutAsync();
                if (cut % 3 == 0)
                {
                    // Both sides give the connections up, and the next ones need the new certificates.
                    tree.Daemons.Certificates.Replace();
                    await Task.Delay(Silence + TimeSpan.FromMilliseconds(random.Next(1500, 4000)), world.Token);
                }
                else
                {
                    await Task.Delay(random.Next(100, 2000), world.Token); // TCP survives that by itself
                }

                await tree.Daemons.Networks.MendAsync();
            }
        });

        if (_cuts >= 3) AssertBroken(anew);
        await tree.AssertCopiedAsync(world, tree.Root);
        await AssertSameFilesAsync(world, newest);
    }

    [Fact]
    public async Task D9_G12_runs_complete_by_themselves_although_the_peer_is_paused()
    {
        await using var world = await EnterAsync();
        var newest = await tree.ChangeAsync(world, NetworkedTree.BytesPerSecond * 15);

        var anew = await tree.RunAsync(world, async () =>
        {
            await SignalAsync(tree.Daemons.Right.Id, "STOP");
            await Task.Delay(TimeSpan.FromSeconds(_pauseSeconds), world.Token);
            await SignalAsync(tree.Daemons.Right.Id, "CONT");
        });

        if (TimeSpan.FromSeconds(_pauseSeconds) > Silence) AssertBroken(anew);
        await tree.AssertCopiedAsync(world, tree.Root);
        await AssertSameFilesAsync(world, newest);
    }

    [Fact]
    public async Task E2_E3_runs_complete_by_themselves_although_the_passive_daemon_is_killed_and_started_again()
    {
        await using var world = await EnterAsync();
        var newest = await tree.ChangeAsync(world, NetworkedTree.BytesPerSecond * 15);

        AssertBroken(await tree.RunAsync(world, () => tree.Daemons.KillRightAsync(world.Token)));

        await tree.AssertCopiedAsync(world, tree.Root);
        await AssertSameFilesAsync(world, newest);
    }

    private async Task<PoolWorld> EnterAsync()
    {
        Assert.SkipWhen(tree.UnavailableBecause is not null, tree.UnavailableBecause ?? "");
        return await PoolWorld.EnterAsync(tree.Pool, tree.Patience);
    }

    // Some may have been through before it happened: this machine is slow to begin six jobs.
    private static void AssertBroken(ImmutableArray<int> anew) => Assert.Contains(anew, count => count > 0);

    private async Task AssertSameFilesAsync(PoolWorld world, string snapshot)
    {
        var expected = await world.DigestAsync(tree.Root, snapshot);
        foreach (var job in tree.PlainJobs) Assert.True(expected == await world.DigestAsync(job.CopyOf(tree.Root), snapshot), $"{job.Name}: files of {snapshot}");
    }

    private static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
