using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Status;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Local;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>Sink and source jobs, and jobs of one process that reach each other. Spec 2.1, 2.5.</summary>
public sealed class PassiveJobTests : IAsyncLifetime
{
    private readonly JobWorld _world = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_push_job_reaches_a_sink_of_the_same_process_and_is_seen_there()
    {
        _world.Sender.Has("tank/a", "@1");
        var gate = _world.Script.Hold("receiver receive");
        await _world.StartAsync(LocalPush(), Sink());
        _world.Jobs.Wakeup("j");
        await gate.Reached;
        var client = (await _world.SeenAsync("sink", status => status.Clients is [{ ActiveRequests: ["receive tank/a@1"] }])).Clients[0];
        Assert.Equal("laptop", client.Identity);
        gate.Open();
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(1)).Outcome);
        Assert.Equal(100, (await _world.SeenAsync("sink", status => status.Clients is [{ BytesMoved: > 0, ActiveRequests: [] }])).Clients[0].BytesMoved);
        Assert.Equal("@1", _world.Receiver.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task What_an_interrupted_receive_left_can_be_dropped_over_a_local_connection()
    {
        List<string> dropped = [];
        using var offer = _world.Listeners.Listen("nas", new Offers(new PartialReceiver(_world.Script, dropped)));
        var connect = new ConnectDefinition.Local("nas", ClientIdentity.Parse("laptop"), null);
        await using var sink = new LocalTransport(_world.Listeners).ConnectToSink(connect, JobName.Parse("j"));
        var states = Assert.IsType<IPartialStates>(sink.Endpoint, exactMatch: false);
        await states.DropPartialStateAsync(DatasetPath.Parse("tank/a"), "of no use", CancellationToken.None);
        Assert.Equal(["tank/a: of no use"], dropped);
    }

    [Fact]
    public async Task A_pull_job_reaches_a_source_of_the_same_process()
    {
        _world.Sender.Has("tank/a", "@1");
        await _world.StartAsync(JobWorld.Pull().Replace("{type: tcp, address: \"nas:8888\"}", LocalConnect("src"), StringComparison.Ordinal), Source());
        _world.Jobs.Wakeup("j");
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(1)).Outcome);
        Assert.Equal("@1", _world.Receiver.VersionsOf("tank/a"));
        Assert.Equal(0, _world.Sender.OpenStreams);
        Assert.Equal(100, (await _world.SeenAsync("source", status => status.Clients is [{ BytesMoved: > 0, ActiveRequests: [] }])).Clients[0].BytesMoved);
        Assert.Equal((1, 1), (_world.Metric("zrepl_rpc_requests", "source", "Send", "ok"), _world.Metric("zrepl_rpc_duration_seconds", "source", "SendCompleted")));
    }

    [Fact]
    public async Task Requests_that_fail_are_counted_as_such()
    {
        _world.Sender.Has("tank/a", "@1");
        _world.Script.Fail("sender send tank/a", new Zrepl.Engine.Endpoints.EndpointException("dataset is busy"));
        await _world.StartAsync(JobWorld.Pull().Replace("{type: tcp, address: \"nas:8888\"}", LocalConnect("src"), StringComparison.Ordinal), Source());
        _world.Jobs.Wakeup("j");
        Assert.NotEqual(RunOutcome.Succeeded, (await _world.RunAsync(1)).Outcome);
        Assert.Equal(1, _world.Metric("zrepl_rpc_requests", "source", "Send", "error"));
    }

    [Fact]
    public async Task A_push_job_waits_for_a_sink_that_begins_later()
    {
        _world.Sender.Has("tank/a", "@1");
        await _world.StartAsync(LocalPush());
        _world.Jobs.Wakeup("j");
        await _world.SeenAsync("j", status => status.Replication?.WaitReconnectUntil is not null);
        await _world.ReloadAsync(LocalPush(), Sink());
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(1)).Outcome);
        Assert.Equal("@1", _world.Receiver.VersionsOf("tank/a"));
    }

    [Fact]
    public async Task A_push_job_that_reaches_a_source_says_what_it_needs()
    {
        await _world.StartAsync(LocalPush("src"), Source());
        await _world.SeenAsync("source", status => status.Phase == JobPhase.Serving);
        _world.Jobs.Wakeup("j");
        Assert.Contains("a push job needs that of a sink job", (await _world.RunAsync(1)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_cannot_listen_is_seen_as_failed_and_tries_again() // BAD-21
    {
        var listener = new FlakyListener();
        await using var world = new JobWorld(listener: listener);
        await world.StartAsync(Sink());
        var failed = await world.SeenAsync("sink", status => status.Phase == JobPhase.Failed);
        Assert.Equal("cannot listen: address already in use", failed.Problem!.Text);
        Assert.Contains("every 30 s", failed.Problem.WhatToDo, StringComparison.Ordinal);
        await world.Clock.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Null((await world.SeenAsync("sink", status => status.Phase == JobPhase.Serving)).Problem);
    }

    [Fact]
    public async Task A_transport_that_is_not_spoken_leaves_the_other_jobs_alone()
    {
        const string Ssh = "{type: stdinserver, client_identities: [laptop]}";
        await _world.StartAsync(Sink().Replace("{type: local, listener_name: nas}", Ssh, StringComparison.Ordinal), Source());
        var failed = await _world.SeenAsync("sink", status => status.Phase == JobPhase.Failed);
        Assert.Equal("transport \"stdinserver\" is not supported by this build of zrepl", failed.Problem!.Text);
        await _world.SeenAsync("source", status => status.Phase == JobPhase.Serving);
    }

    [Fact]
    public async Task A_sink_takes_its_new_definition_at_once_and_what_is_coming_in_is_not_interrupted()
    {
        _world.Sender.Has("tank/a", "@1");
        var gate = _world.Script.Hold("receiver receive");
        await _world.StartAsync(LocalPush(), Sink());
        await _world.SeenAsync("sink", status => status.Phase == JobPhase.Serving);
        _world.Jobs.Wakeup("j");
        await gate.Reached;
        Assert.Equal(["sink"], (await _world.ReloadAsync(LocalPush(), Sink("description: new"))).Changed);
        var status = await _world.SeenAsync("sink", status => status is { Description: "new", Phase: JobPhase.Serving, Clients.Length: 1 });
        Assert.Equal(("laptop", "receive tank/a@1"), (status.Clients[0].Identity, Assert.Single(status.Clients[0].ActiveRequests)));
        gate.Open();
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(1)).Outcome);
        Assert.Single(_world.Feed.Find("j")!.Replication!.Attempts);
        Assert.Equal("@1", _world.Receiver.VersionsOf("tank/a"));
        await _world.SeenAsync("sink", status => !status.Clients.Any(client => client.ActiveRequests.Contains("receive tank/a@1")));
    }

    [Fact]
    public async Task A_sink_that_is_taken_away_and_put_back_serves_although_something_is_still_coming_in()
    {
        _world.Sender.Has("tank/a", "@1");
        var gate = _world.Script.Hold("receiver receive");
        await _world.StartAsync(LocalPush(), Sink());
        _world.Jobs.Wakeup("j");
        await gate.Reached;
        await _world.ReloadAsync(LocalPush());
        await _world.SeenAsync("sink", status => status.IsReloadPending);
        await _world.ReloadAsync(LocalPush(), Sink("description: back"));
        await _world.SeenAsync("sink", status => status is { Description: "back", Phase: JobPhase.Serving });
        gate.Open();
        Assert.Equal(RunOutcome.Succeeded, (await _world.RunAsync(1)).Outcome);
        var gone = _world.SeenAsync("sink", status => status.Phase == JobPhase.Removed); // who asks afterwards may hear nothing of it
        await _world.ReloadAsync(LocalPush());
        await gone;
    }

    [Fact]
    public async Task The_end_of_a_sink_ends_what_it_receives_and_the_sender_may_try_again()
    {
        _world.Sender.Has("tank/a", "@1");
        var gate = _world.Script.Hold("receiver receive");
        await using var nas = new JobWorld(listeners: _world.Listeners, receiver: _world.Receiver);
        await nas.StartAsync(Sink());
        await nas.SeenAsync("sink", status => status.Phase == JobPhase.Serving);
        await _world.StartAsync(LocalPush());
        _world.Jobs.Wakeup("j");
        await gate.Reached;
        await nas.Jobs.StopAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);
        var waiting = await _world.SeenAsync("j", status => status.Replication?.WaitReconnectUntil is not null);
        Assert.Contains("does not serve any more", waiting.Replication!.Attempts[^1].Filesystems[0].Error!.Err, StringComparison.Ordinal);
    }

    private static string LocalConnect(string listener) => $"{{type: local, listener_name: {listener}, client_identity: laptop}}";

    private static string LocalPush(string listener = "nas") =>
        JobWorld.Push().Replace("{type: tcp, address: \"nas:8888\"}", LocalConnect(listener), StringComparison.Ordinal);

    private static string Sink(string rest = "") => $$"""
        - name: sink
          type: sink
          serve: {type: local, listener_name: nas}
          root_fs: backup
          {{rest}}

        """;

    private static string Source() => """
        - name: source
          type: source
          serve: {type: local, listener_name: src}
          filesystems: {"tank<": true}
          snapshotting: {type: manual}

        """;

    private sealed class Offers(IReceiver receiver) : IPassiveService
    {
        public ISender? SenderFor(string clientIdentity) => null;

        public IReceiver? ReceiverFor(string clientIdentity) => receiver;
    }

    private sealed class PartialReceiver(CallScript script, List<string> dropped) : MemoryEndpoint("receiver", script), IReceiver, IPartialStates
    {
        public Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation) => Task.CompletedTask;

        public Task DropPartialStateAsync(DatasetPath filesystem, string reason, CancellationToken cancellation)
        {
            dropped.Add($"{filesystem}: {reason}");
            return Task.CompletedTask;
        }
    }

    private sealed class FlakyListener : IPassiveListener
    {
        private int _calls;

        public bool CanServe(ServeDefinition definition) => true;

        public async Task<Task> ServeAsync(
            ServeDefinition definition, JobName job, IPassiveService service, Action listening, CancellationToken retiring, CancellationToken cancellation)
        {
            if (Interlocked.Increment(ref _calls) == 1) throw new IOException("address already in use");
            listening();
            await Task.Delay(Timeout.Infinite, retiring);
            return Task.CompletedTask;
        }
    }
}
