using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Execution;

/// <summary>The order of calls in one step: 1.9.</summary>
public sealed class StepTests
{
    private readonly ReplicationWorld _world = new();

    public StepTests()
    {
        _world.Sender.Has("tank", "@1 @2");
        _world.Receiver.Has("tank", "@1");
    }

    private CallScript Script => _world.Script;

    [Fact]
    public async Task A_step_is_sent_received_and_confirmed()
    {
        var report = await _world.StartAsync();
        Assert.Equal(
            ["sender send tank @1 @2", "receiver receive tank @2", "receiver received tank @2", "sender confirm tank @1 @2"],
            Script.Calls.SkipWhile(call => call != "sender send tank @1 @2"));
        var step = report.Of("tank").Steps[0].Info;
        Assert.Equal((100, 100), (step.BytesExpected, step.BytesReplicated));
        Assert.NotNull(step.DoneAt);
        Assert.Equal(100, _world.Progress.AmountOf(ProgressKind.Bytes));
        Assert.Equal(0, _world.Sender.OpenStreams);
    }

    [Fact]
    public async Task Bytes_are_told_while_they_flow()
    {
        var end = Script.Hold("receiver received tank @2"); // all bytes are through, the receive has not ended
        var run = _world.StartAsync();
        await end.Reached;
        await _world.Clock.PassAsync(_world.Options.PublishEvery);
        var report = await _world.Reported("tank", f => f.Steps[0].Info.BytesReplicated == 100);
        Assert.Equal(FilesystemState.Stepping, report.Of("tank").State);
        end.Open();
        await run;
    }

    [Fact]
    public async Task A_receiver_that_fails_early_stops_a_sender_that_never_ends()
    {
        _world.Sender.MakeStream = _ => new EndlessStream();
        Script.Fail("receiver receive tank", new PeerErrorException("server error: out of space"));
        var report = await _world.StartAsync();
        Assert.Equal("server error: out of space", report.Of("tank").StepError!.Err);
        Assert.Equal(0, _world.Sender.OpenStreams);
        Assert.Empty(Script.CallsTo("sender confirm"));
    }

    [Fact]
    public async Task A_sender_that_fails_in_the_middle_fails_the_step()
    {
        _world.Sender.MakeStream = _ => new BreakingStream(new PeerErrorException("stream: source error: zfs send was killed"));
        var report = await _world.StartAsync();
        Assert.Equal("stream: source error: zfs send was killed", report.Of("tank").StepError!.Err);
        Assert.Equal("@1", _world.Receiver.VersionsOf("tank"));
        Assert.Equal(10, report.Of("tank").Steps[0].Info.BytesReplicated);
    }

    [Fact]
    public async Task A_step_that_was_not_confirmed_has_failed_although_the_data_arrived()
    {
        Script.Fail("sender confirm", new EndpointException("cannot move replication cursor"));
        var report = await _world.StartAsync();
        Assert.Equal((FilesystemState.StepError, 0), (report.Of("tank").State, report.Of("tank").CurrentStep));
        Assert.Equal("@1 @2", _world.Receiver.VersionsOf("tank"));
    }

    [Fact]
    public async Task A_step_cancelled_at_its_very_end_is_not_confirmed()
    {
        Script.Always("receiver received tank", _ =>
        {
            _world.Stop.Stop(StopReason.ResetRequested);
            return Task.CompletedTask; // an endpoint that does not look at its token any more
        });
        await _world.StartAsync();
        Assert.Empty(Script.CallsTo("sender confirm"));
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(buffer.Length);
    }

    private sealed class BreakingStream(Exception failure) : MemoryStream(new byte[10])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw failure;
    }
}
