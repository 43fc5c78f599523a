using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Stalls;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>Another definition of a sink while streams come in over the network: it counts at once for whoever comes, and whoever may not come any more is cut off.</summary>
public sealed class RevokedClientTests : IDisposable
{
    private readonly ReservedPort _port = new();

    public void Dispose() => _port.Dispose();

    [Theory]
    [InlineData("127.0.0.9: laptop-that-came-after")] // the client is in the map no more
    [InlineData("10.0.0.0/8: \"laptop*\"")]
    [InlineData(null)] // the job is gone
    public async Task A_client_that_is_not_admitted_any_more_is_cut_off_in_the_middle_of_a_stream_and_not_let_in_again(string? clients)
    {
        await using var world = await StartAsync();
        world.Laptop.Engine.Jobs.Wakeup("push");
        await world.Nas.SeenAsync("sink", IsReceiving);
        var gone = clients is null ? world.Nas.SeenAsync("sink", status => status.Phase == JobPhase.Removed) : null; // who asks afterwards may hear nothing of it
        await ReloadAsync(world, clients is null ? "" : Sink(clients));
        if (gone is not null) await gone;
        else await world.Nas.SeenAsync("sink", status => status is { Description: "changed", Phase: JobPhase.Serving } && !IsReceiving(status));
        await CancelWorld.UntilAsync(() => world.Nas.Engine.Commands.Current.IsEmpty);
        await world.Laptop.SeenAsync("push", status => status.Replication?.WaitReconnectUntil is not null);
        Assert.Empty(await world.Nas.SnapshotsAsync("backup"));
    }

    [Fact]
    public async Task A_client_that_stays_admitted_finishes_its_stream_while_the_new_definition_listens_at_the_same_address()
    {
        await using var world = await StartAsync();
        world.Laptop.Engine.Jobs.Wakeup("push");
        await world.Nas.SeenAsync("sink", IsReceiving);
        await ReloadAsync(world, Sink("127.0.0.0/8: \"lap*top\"", "127.0.0.1: laptop"));
        await world.Nas.SeenAsync("sink", status => status is { Description: "changed", Phase: JobPhase.Serving } && IsReceiving(status));

        // Whoever comes now meets the new definition, also with the connection that there was.
        await world.Laptop.Engine.Jobs.ReloadAsync(Samples.Legal("jobs:\n" + Push() + Push("other", "tank/other")), CancellationToken.None);
        await world.Laptop.SeenAsync("other", status => status.Phase == JobPhase.Waiting);
        var other = await world.Laptop.WakeAsync("other");
        Assert.Equal((RunOutcome.Succeeded, null), (other.Outcome, other.Error));
        Assert.True(IsReceiving(world.Nas.Engine.Status.Find("sink")!));

        // Each further change asks again who may stay.
        var run = world.Laptop.SeenAsync("push", status => status is { Running: null, LastRun: not null });
        while (!run.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(run, Task.Delay(5));
        }

        var status = await run;
        Assert.Equal((RunOutcome.Succeeded, null), (status.LastRun!.Outcome, status.LastRun.Error));
        Assert.Single(status.Replication!.Attempts);
        Assert.Equal(["a"], await world.Nas.SnapshotsAsync("backup/laptop/tank/data"));
    }

    [Fact]
    public async Task A_client_that_a_second_change_takes_away_is_cut_off_too()
    {
        await using var world = await StartAsync();
        world.Laptop.Engine.Jobs.Wakeup("push");
        await world.Nas.SeenAsync("sink", IsReceiving);
        await ReloadAsync(world, Sink("127.0.0.1: laptop"));
        await world.Nas.SeenAsync("sink", status => status is { Description: "changed", Phase: JobPhase.Serving } && IsReceiving(status));
        await ReloadAsync(world, Sink("127.0.0.9: laptop9"));
        await world.Nas.SeenAsync("sink", status => status.Phase == JobPhase.Serving && !IsReceiving(status));
        await CancelWorld.UntilAsync(() => world.Nas.Engine.Commands.Current.IsEmpty);
    }

    private static bool IsReceiving(JobStatus status) =>
        status.Clients.Any(client => client is { Identity: "laptop" } && client.ActiveRequests.Contains("receive tank/data@a"));

    private static Task<ReloadResult> ReloadAsync(TwoHosts world, string jobs) =>
        world.Nas.Engine.Jobs.ReloadAsync(jobs.Length == 0 ? JobWorld.Configuration() : Samples.Legal("jobs:\n" + jobs), CancellationToken.None);

    // The clock stands still, and so does the stream, at its limit.
    private async Task<TwoHosts> StartAsync()
    {
        var world = await TwoHosts.StartAsync(Push(), Sink("127.0.0.1: laptop").Replace("description: changed", "description: first", StringComparison.Ordinal));
        await world.Nas.SeenAsync("sink", status => status.Phase == JobPhase.Serving);
        foreach (var (dataset, bytes) in new[] { ("tank/data", 1_000_000), ("tank/other", 10) })
        {
            await world.Laptop.ZfsAsync("create", dataset);
            await world.Laptop.Host.Files.WriteAsync(dataset, "file", bytes, 1);
            await world.Laptop.ZfsAsync("snapshot", dataset + "@a");
        }

        return world;
    }

    private string Push(string name = "push", string dataset = "tank/data") => $$"""
        - name: {{name}}
          type: push
          connect: {type: tcp, address: "{{_port}}"}
          filesystems: {"{{dataset}}": true}
          snapshotting: {type: manual}
          {{(name == "push" ? "send: {bandwidth_limit: {max: 10 KiB, bucket_capacity: 1 KiB} }" : "")}}
          pruning: {keep_sender: [{type: not_replicated}], keep_receiver: [{type: last_n, count: 2}]}

        """;

    private string Sink(params string[] clients) => $$"""
        - name: sink
          type: sink
          description: changed
          serve: {type: tcp, listen: "{{_port}}", clients: { {{string.Join(", ", clients.Select(client => '"' + client.Replace(": ", "\": ", StringComparison.Ordinal)))}} } }
          root_fs: backup
          recv: {placeholder: {encryption: 'off'} }

        """;
}
