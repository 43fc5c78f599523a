using System.Globalization;
using System.Text.Json.Nodes;
using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;
using static Zrepl.Tests.Daemon.ReplicationDocument;

namespace Zrepl.Tests.Daemon;

/// <summary>The daemon as a process on real OpenZFS: it is killed, ended, started again (promise 3 of the design).</summary>
[Trait("needs", "zfs")]
public sealed class RealDaemonTests(RealPool pool) : IClassFixture<RealPool>
{
    private const int MiB = 1 << 20;
    private const int FileSize = 8 * MiB;
    private const string Push = "to sink";

    // Kills of one series; more of them, or others, by ZREPL_TEST_KILLS and ZREPL_TEST_SEED.
    private static readonly int Kills = Number("ZREPL_TEST_KILLS", 3);
    private static readonly int Seed = Number("ZREPL_TEST_SEED", 1);

    [Fact]
    public async Task Killed_at_random_moments_it_completes_its_work_after_each_start()
    {
        await using var world = await PoolWorld.EnterAsync(pool, patience: 2 + Kills / 4);
        using var directory = new TemporaryDirectory();
        var zfs = new MortalZfs(directory.Path);
        var random = new Random(Seed);
        var jobs = await PrepareAsync(world, bandwidth: "");
        await SnapshotAllAsync(world, "0");
        var (killed, resumed, sentAgain) = (0, 0, 0L);
        var daemon = await StartAsync(directory.Path, jobs, zfs, world.Token);
        try
        {
            await CompleteAsync(daemon, world.Token);
            var commandsOfARun = zfs.Count;
            for (var round = 1; round <= Kills; round++)
            {
                await SnapshotAllAsync(world, $"{round}");
                var (command, bytes) = (random.Next(1, commandsOfARun), random.Next(312, FileSize));
                if (round % 3 == 0) zfs.DieInStream(bytes);
                else zfs.DieAt(command, bytes);
                if (await DiesAsync(daemon, world.Token)) killed++;
                await daemon.DisposeAsync();
                zfs.Live();
                var situation = $"seed {Seed}, round {round}: killed at command {(round % 3 == 0 ? "send" : command)}, {bytes} bytes";
                var isPartlyReceived = await world.PropertyAsync(CopyOf(world, Src(world)).Text, "receive_resume_token") != "-";
                daemon = await StartAsync(directory.Path, jobs, zfs, world.Token); // the next one to die
                var status = await CompleteAsync(daemon, world.Token);
                await AssertCompleteAsync(world, $"{round}", situation);
                TestContext.Current.SendDiagnosticMessage($"{situation}{(isPartlyReceived ? ", partly received" : "")}: complete");
                if (!isPartlyReceived) continue;
                resumed++;
                sentAgain += Transferred(status);
                Assert.True(Steps(status).Any(step => step["Resumed"]!.GetValue<bool>()), $"{situation}: what was received is sent once more");
                Assert.True(Transferred(status) < FileSize, $"{situation}: {Transferred(status)} bytes sent again");
            }
        }
        finally
        {
            await daemon.DisposeAsync();
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{killed} of {Kills} killed, {resumed} resumed with {sentAgain / (double)MiB:0.0} MiB instead of {resumed * FileSize / MiB} MiB");
        Assert.InRange(killed, 1, Kills);
    }

    [Fact]
    public async Task Told_to_end_in_the_middle_of_a_transfer_it_leaves_no_process_and_the_next_one_resumes()
    {
        await using var world = await PoolWorld.EnterAsync(pool);
        using var directory = new TemporaryDirectory();
        var jobs = await PrepareAsync(world, bandwidth: "bandwidth_limit: {max: 1 MiB}");
        await SnapshotAllAsync(world, "0");
        var zfs = new MortalZfs(directory.Path);
        await using (var daemon = await StartAsync(directory.Path, jobs, zfs, world.Token))
        {
            await daemon.WakeUpAsync(Push, world.Token);
            await daemon.UntilAsync(Push, status => Transferred(status) > MiB, world.Token);

            var (code, took) = await daemon.TerminateAsync(world.Token);

            TestContext.Current.SendDiagnosticMessage($"ended {took.TotalSeconds:0.0} s after SIGTERM");
            Assert.True(code == 0, $"exit code {code}:\n{daemon.Output}");
            Assert.Empty(ProcessesAbout(world.Source));
        }

        await using var next = await StartAsync(directory.Path, jobs, zfs, world.Token);
        await next.WakeUpAsync(Push, world.Token);
        var status = await next.UntilAsync(Push, IsComplete, world.Token);
        Assert.Contains(Steps(status), step => step["Resumed"]!.GetValue<bool>());
        Assert.InRange(Transferred(status), 1, 7 * MiB); // of eight and a little
        await AssertCompleteAsync(world, "0", "resumed");
    }

    // True if it died of what it was let do; a run may be over before the command it was to die at.
    private static async Task<bool> DiesAsync(DaemonProcess daemon, CancellationToken cancellation)
    {
        var before = BeganAt(await daemon.StatusAsync(Push, cancellation));
        try
        {
            await daemon.WakeUpAsync(Push, cancellation);
            await daemon.UntilAsync(Push, status => BeganAt(status) != before && IsComplete(status), cancellation);
            return false;
        }
        catch (Exception death) when (death is HttpRequestException or IOException or Xunit.Sdk.XunitException)
        {
            return true; // whichever of its ways of talking to us was in use
        }
    }

    private static async Task<string> PrepareAsync(PoolWorld world, string bandwidth)
    {
        await world.CreateForFilesAsync("src");
        await world.CreateAsync(Src(world).Child("child"));
        await world.CreateAsync(world.SinkPathOf("root"));
        return $$"""
            jobs:
              - name: {{Push}}
                type: push
                connect: {type: local, listener_name: sink, client_identity: here}
                filesystems: {"{{Src(world)}}<": true}
                send: { {{bandwidth}} }
                snapshotting: {type: manual}
                pruning:
                  keep_sender: [{type: not_replicated}, {type: last_n, count: 2}]
                  keep_receiver: [{type: last_n, count: 3}]
              - name: sink
                type: sink
                serve: {type: local, listener_name: sink}
                root_fs: "{{world.SinkPathOf("root")}}"
                recv: {placeholder: {encryption: inherit} }
            """;
    }

    private static DatasetPath Src(PoolWorld world) => world.PathOf("src");

    private static DatasetPath CopyOf(PoolWorld world, DatasetPath dataset) => world.SinkPathOf("root").Child("here").Append(dataset);

    private static async Task SnapshotAllAsync(PoolWorld world, string name)
    {
        await world.WriteAsync(Src(world), "a file", FileSize, ulong.Parse(name, CultureInfo.InvariantCulture));
        await world.RunAsync("snapshot", "-r", $"{Src(world)}@{name}");
    }

    private static Task<DaemonProcess> StartAsync(string directory, string jobs, MortalZfs zfs, CancellationToken cancellation) =>
        DaemonProcess.StartAsync(directory, jobs, [new("ZREPL_ZFS_BINARY", zfs.Program)], cancellation);

    private static async Task<JsonObject> CompleteAsync(DaemonProcess daemon, CancellationToken cancellation)
    {
        await daemon.WakeUpAsync(Push, cancellation);
        var status = await daemon.UntilAsync(Push, IsComplete, cancellation);
        Assert.True(status["Replication"]!["Attempts"]!.AsArray()[^1]!["State"]!.GetValue<string>() == "done", status.ToJsonString());
        foreach (var side in new[] { "PruningSender", "PruningReceiver" })
            Assert.True(status[side]!["State"]!.GetValue<string>() == "Done", status.ToJsonString());
        return status;
    }

    private static string? BeganAt(JsonObject status) => status["Replication"]?["StartAt"]?.ToJsonString();

    private static bool IsComplete(JsonObject status) =>
        status["Replication"] is not null && status["PruningSender"] is not null
        && status["PruningReceiver"]?["State"]?.GetValue<string>() is "Done" or "ExecErr" or "PlanErr";

    private static async Task AssertCompleteAsync(PoolWorld world, string newest, string situation)
    {
        foreach (var dataset in new[] { Src(world), Src(world).Child("child") })
        {
            var (sent, received) = (await world.VersionAsync(dataset, "@" + newest), await world.VersionAsync(CopyOf(world, dataset), "@" + newest));
            Assert.True(sent.Guid == received.Guid, situation);
            Assert.True(await world.PropertyAsync(CopyOf(world, dataset).Text, "receive_resume_token") == "-", situation);
            var marks = new GuaranteeLister(world.Zfs);
            var onSender = await marks.ListAsync(dataset, GuaranteeKinds.All, world.Token);
            var onReceiver = await marks.ListAsync(CopyOf(world, dataset), GuaranteeKinds.All, world.Token);
            Assert.True(onSender is [{ Kind: GuaranteeKind.Cursor }] && onSender[0].Version.Guid == sent.Guid, $"{situation}: {string.Join(", ", onSender)}");
            Assert.True(onReceiver.Length <= 2 && onReceiver.All(one => one.Kind == GuaranteeKind.LastReceivedHold), $"{situation}: {string.Join(", ", onReceiver)}");
            var kept = (await world.VersionsAsync(dataset, VersionKinds.Snapshots)).Length;
            Assert.True(kept <= 2, $"{situation}: {kept} snapshots of {dataset}");
        }

        Assert.Equal(await world.DigestAsync(Src(world), newest), await world.DigestAsync(CopyOf(world, Src(world)), newest));
    }

    // Commands of zfs that speak of the test's pool, found by their command lines.
    private static IEnumerable<string> ProcessesAbout(DatasetPath pool) =>
        from directory in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(directory), out _)
        let line = CommandLine(directory)
        where line.Contains($"{pool}/", StringComparison.Ordinal) && line.StartsWith("zfs", StringComparison.Ordinal)
        select line;

    private static string CommandLine(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "cmdline")).Replace('\0', ' ');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
