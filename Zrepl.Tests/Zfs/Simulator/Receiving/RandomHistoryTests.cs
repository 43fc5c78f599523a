using Microsoft.Extensions.Time.Testing;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Zfs.Simulator.Receiving;

/// <summary>Whatever is written, sent, cut and resumed: what arrives has the digest and the guid of what was sent (spec C7, C9).</summary>
public sealed class RandomHistoryTests
{
    private const int Snapshots = 6;

    public static TheoryData<int, string, string> Histories() =>
        [.. from seed in Enumerable.Range(1, 6) from flags in new[] { "", "-c", "-L -c -e", "-p", "-w" } select (seed, flags, seed % 3 == 0 ? "volume" : "filesystem")];

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task What_arrives_equals_what_was_sent(int seed, string flags, string kind)
    {
        var random = new Random(seed);
        await using var sender = await HostAsync((ulong)seed);
        await using var receiver = await HostAsync((ulong)seed + 100);
        var isRaw = flags == "-w";
        await new SimulatedShell(sender).SetUpAsync($"create {(kind == "volume" ? "-V 8M" : "-o recordsize=16K")}{(isRaw ? " -o encryption=on -o keyformat=raw -o keylocation=file:///key" : "")} tank/a");
        for (var number = 1; number <= Snapshots; number++)
        {
            await WriteAsync(sender, kind, random);
            await new SimulatedShell(sender).SetUpAsync($"snapshot tank/a@{number}");
            string[] from = number == 1 ? [] : ["-i", $"@{number - 1}"];
            await ReplicateAsync(sender, receiver, [.. Words(flags), .. from, $"tank/a@{number}"], $"tank/b@{number}", random);
            Assert.Equal(await sender.Files.DigestAsync($"tank/a@{number}"), await receiver.Files.DigestAsync($"tank/b@{number}"));
            Assert.Equal(await GuidAsync(sender, $"tank/a@{number}"), await GuidAsync(receiver, $"tank/b@{number}"));
        }

        Assert.Equal("-\n", (await new SimulatedShell(receiver).ZfsAsync("get", "-H", "-o", "value", "receive_resume_token", "tank/b")).Output);
        Assert.Empty(sender.Mistakes.Concat(receiver.Mistakes));
    }

    // Cuts the stream at a random place, resumes it, cuts again, and at last lets it through.
    private static async Task ReplicateAsync(SimulatedHost sender, SimulatedHost receiver, string[] send, string target, Random random)
    {
        string[] words = ["send", .. send];
        for (var attempt = 0; ; attempt++)
        {
            var (sent, stream, problem) = await new SimulatedShell(sender).RunWithBytesAsync(ZfsCommand.Zfs(words), ReadOnlyMemory<byte>.Empty);
            Assert.True(sent.IsSuccess, problem);
            var length = attempt < 3 ? random.Next(stream.Length) : stream.Length;
            var (received, _, errors) = await new SimulatedShell(receiver).RunWithBytesAsync(
                ZfsCommand.Zfs("recv", "-s", "-u", target) with { ReadsInput = true }, stream.AsMemory(0, length));
            if (received.IsSuccess) return;
            Assert.True(length < stream.Length, errors);
            if (await GuidAsync(receiver, target) != "") return; // only the end of the package was missing
            var token = (await new SimulatedShell(receiver).ZfsAsync("get", "-H", "-o", "value", "receive_resume_token", target.Split('@')[0])).Output.TrimEnd();
            if (token.StartsWith("1-", StringComparison.Ordinal)) words = ["send", "-t", token];
        }
    }

    private static async Task WriteAsync(SimulatedHost host, string kind, Random random)
    {
        for (var change = random.Next(5); change >= 0; change--)
        {
            var seed = (ulong)random.NextInt64();
            if (kind == "volume")
            {
                await host.Files.OverwriteAsync("tank/a", "", random.Next(400) * 16384L, random.Next(1, 20) * 16384L, seed);
                continue;
            }

            var files = (await host.Files.ListAsync("tank/a")).Where(file => file.Value > 0).ToList();
            switch (random.Next(4))
            {
                case 0 when files.Count > 0:
                    await host.Files.DeleteAsync("tank/a", files[random.Next(files.Count)].Key);
                    break;
                case 1 when files.Count > 0:
                    var (name, size) = files[random.Next(files.Count)];
                    await host.Files.OverwriteAsync("tank/a", name, random.NextInt64(size), 1, seed);
                    break;
                default:
                    await host.Files.WriteAsync("tank/a", $"file{random.Next(8)}", random.Next(1, 300_000), seed, random.Next(2) == 0);
                    break;
            }
        }
    }

    private static async Task<SimulatedHost> HostAsync(ulong seed)
    {
        var host = new SimulatedHost(new() { Seed = seed, Clock = new FakeTimeProvider() });
        await host.CreatePoolAsync("tank");
        return host;
    }

    private static async Task<string> GuidAsync(SimulatedHost host, string name) =>
        (await new SimulatedShell(host).ZfsAsync("get", "-Hp", "-o", "value", "guid", name)).Output;

    private static string[] Words(string flags) => flags.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
