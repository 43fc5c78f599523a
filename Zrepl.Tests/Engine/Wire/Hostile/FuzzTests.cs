using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Status;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Data;
using Zrepl.Engine.Wire.Handshake;
using Zrepl.Engine.Wire.Multiplexing;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Replication;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Wire.Hostile;

/// <summary>
/// The kept corpus, as it is and mutated, against our server and our client: no crash, nothing hangs, nobody else's data is touched, and
/// honest clients go on. Issue 3, must show 3; conformance D-12 to D-14, H-4, H-5.
/// </summary>
public sealed class FuzzTests
{
    private const int Mutations = 250;
    private static readonly byte[] Opening = VersionBanner.Ours.Encode();

    public static TheoryData<string> ForClient => [.. FuzzCorpus.Names("client")];

    [Fact]
    public async Task The_server_survives_the_corpus_and_its_mutations_while_an_honest_client_pushes()
    {
        await using var world = await HostileWorld.StartAsync();
        await world.Hosts.Laptop.Host.Files.WriteAsync("tank", "file", 3_000_000, 1);
        await world.Hosts.Laptop.ZfsAsync("snapshot", "tank@honest");
        var others = await world.OthersAsync();
        var pushing = world.Hosts.Laptop.WakeAsync("push");

        var seeds = FuzzCorpus.Names("server", "data", "control").Select(FromTheBeginning)
            .Concat(Recording.Names("zrepl_data").Concat(Recording.Names("zrepl_control")).Select(name => Recording.Load(name).ToServer.Head[..Math.Min(4096, Recording.Load(name).ToServer.Head.Length)])).ToList();
        foreach (var seed in seeds) await SayAsync(world, seed);
        var random = new Random(20261129);
        for (var i = 0; i < Mutations; i++) await SayAsync(world, FuzzCorpus.Mutate(seeds[random.Next(seeds.Count)], random));

        var run = await pushing;
        Assert.True(run.Outcome == RunOutcome.Succeeded, run.Error);
        Assert.Equal(["honest"], await world.Nas.SnapshotsAsync("backup/laptop/tank"));
        Assert.Equal(others, await world.OthersAsync());
        world.AssertNoMistakes();
    }

    [Theory, MemberData(nameof(ForClient))]
    public async Task The_client_survives_each_answer_of_the_corpus_and_its_mutations(string seed)
    {
        var random = new Random(1);
        await AskAsync(FuzzCorpus.Load(seed));
        for (var i = 0; i < 100; i++) await AskAsync(FuzzCorpus.Mutate(FuzzCorpus.Load(seed), random));
    }

    [Fact]
    public async Task The_client_survives_mutations_of_recorded_answers()
    {
        var random = new Random(2);
        var recorded = Recording.Names("zrepl_data").Select(name => Recording.Load(name).ToClient.Head).Where(head => head.Length > 0).ToList();
        for (var i = 0; i < 500; i++) await AskAsync(FuzzCorpus.Mutate(recorded[random.Next(recorded.Count)], random));
    }

    private static byte[] FromTheBeginning(string name) => name.Split('-')[0] switch
    {
        "data" => [.. Opening, .. ConnectionLabel.Data.Bytes.Span, .. FuzzCorpus.Load(name)],
        "control" => [.. Opening, .. ConnectionLabel.Control.Bytes.Span, .. FuzzCorpus.Load(name)],
        _ => FuzzCorpus.Load(name),
    };

    private static async Task SayAsync(HostileWorld world, byte[] bytes)
    {
        await world.SayAsync(world.SinkPort, bytes, ends: true);
        await world.SayAsync(world.SourcePort, bytes, ends: true);
    }

    // Either an answer or one of the failures that callers expect.
    private static async Task AskAsync(byte[] answer)
    {
        var request = new SendRequest(DatasetPath.Parse("tank"), null, Versions.One("@a:1"), null, Protection.Default);
        foreach (var ask in new Func<DataClient, Task>[]
        {
            client => client.PingAsync("pilot", CancellationToken.None),
            async client =>
            {
                await using var stream = await client.SendAsync(request, CancellationToken.None);
                await stream.Content.CopyToAsync(Stream.Null);
            },
            client => client.ReceiveAsync(new(request.Filesystem, request.To, false, Protection.Default), new MemoryStream([1, 2, 3]), CancellationToken.None),
        })
        {
            await using var client = new DataClient(new PeerDialer(new OneConnection(new BytesWire(answer)), WireLimits.Default, TimeProvider.System), WireLimits.Default, TimeProvider.System, NullLogger.Instance);
            try
            {
                await ask(client).WaitAsync(Deadline.OfATest);
            }
            catch (Exception failure)
            {
                Assert.True(Zrepl.Engine.Endpoints.Failures.FailureText.IsExpected(failure) && failure is not (TimeoutException or OperationCanceledException), $"{Convert.ToHexString(answer)}: {failure}");
            }
        }
    }
}
