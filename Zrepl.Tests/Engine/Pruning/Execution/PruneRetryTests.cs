using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Tests.Support.Pruning;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Pruning.Execution;

/// <summary>Lost connections: 3.10 and the historical vector of 8.13.</summary>
public sealed class PruneRetryTests
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly PruneWorld _world = new() { Rules = PruneWorld.RulesOf(PruneWorld.Regex("^keep")) };

    private CallScript Script => _world.Script;

    [Fact]
    public async Task Temporary_failures_are_retried_and_permanent_ones_are_not() // historical retry test
    {
        _world.Sender.Has("zroot/bar", "@keep_e:1 @keep_f:2 @drop_g:3")
            .Has("zroot/baz", "@keep_h:1 @drop_i:2")
            .Has("zroot/foo", "@keep_a:1 @keep_b:2 @drop_c:3 @keep_d:4");
        Script.Fail("sender list", new LinkDownException());
        Script.Fail("sender versions zroot/foo", new LinkDownException(), times: 2);
        Script.Fail("sender destroy zroot/baz", new LinkDownException());
        Script.Fail("sender destroy zroot/baz", new EndpointException("permanent"));

        var run = _world.StartAsync();
        await _world.Clock.ArmedAsync(RetryInterval);
        Assert.Equal((PruneState.Plan, _world.Clock.GetUtcNow() + RetryInterval), (_world.Run!.Report.State, _world.Run.Report.SleepUntil));
        _world.Clock.Advance(RetryInterval);
        var report = await run;

        Assert.Equal(PruneState.ExecErr, report.State);
        Assert.Equal(
            [("zroot/bar", "", 0), ("zroot/foo", "", 2), ("zroot/baz", "permanent", 1)],
            report.Completed!.Select(f => (f.Filesystem, f.LastError, f.ErrorCount)).OrderBy(f => f.LastError, StringComparer.Ordinal));
        Assert.Equal("@keep_a @keep_b @keep_d", _world.Sender.VersionsOf("zroot/foo"));
        Assert.Equal("@keep_e @keep_f", _world.Sender.VersionsOf("zroot/bar"));
        Assert.Equal("@keep_h @drop_i", _world.Sender.VersionsOf("zroot/baz"));
    }

    [Fact]
    public async Task A_filesystem_that_lost_the_connection_goes_last()
    {
        foreach (var name in "abc") _world.Sender.Has($"tank/{name}", "@x:1");
        Script.Fail("sender destroy tank/a", new LinkDownException());
        var report = await _world.StartAsync();
        Assert.Equal(PruneState.Done, report.State);
        Assert.Equal(["tank/b", "tank/c", "tank/a"], report.Completed!.Select(f => f.Filesystem));
        Assert.Equal("", _world.Sender.VersionsOf("tank/a"));
        Assert.Single(Script.CallsTo("sender ping"));
    }

    [Theory]
    [InlineData("sender versions tank/a")]
    [InlineData("sender destroy tank/a")]
    public async Task After_three_lost_connections_a_filesystem_is_given_up(string call)
    {
        _world.Sender.Has("tank/a", "@x:1").Has("tank/b", "@x:1");
        Script.Fail(call, new LinkDownException(), times: 10);
        var report = await _world.StartAsync();
        Assert.Equal(PruneState.ExecErr, report.State);
        Assert.Equal(
            [("tank/a", "connection refused", 3), ("tank/b", "", 0)],
            report.Completed!.Select(f => (f.Filesystem, f.LastError, f.ErrorCount)).Order());
        Assert.Equal(3, Script.CallsTo(call).Count());
    }

    [Fact]
    public async Task A_thousand_filesystems_do_not_each_find_out_that_the_peer_is_away()
    {
        for (var i = 0; i < 1000; i++) _world.Sender.Has($"tank/{i:d4}", "@x:1");
        Script.Always("sender versions", _ => throw new LinkDownException());
        Script.Always("sender ping", _ => throw new EndpointException("access denied"));
        var report = await _world.StartAsync();
        Assert.InRange(Script.CallsTo("sender versions").Count(), 1, 4);
        Assert.All(report.Completed!, f => Assert.Equal("sender is not reachable: access denied", f.LastError));
    }

    [Fact]
    public async Task A_peer_that_goes_away_while_destroying_ends_the_run_with_its_reason()
    {
        for (var i = 0; i < 10; i++) _world.Sender.Has($"tank/{i}", "@x:1");
        Script.Fail("sender destroy tank/3", new LinkDownException());
        Script.Fail("sender ping", new EndpointException("access denied"));
        var report = await _world.StartAsync();
        Assert.Equal(PruneState.ExecErr, report.State);
        Assert.Equal(3, report.Completed!.Count(f => f.LastError.Length == 0));
        Assert.Equal(7, report.Completed!.Count(f => f.LastError == "sender is not reachable: access denied"));
    }

    [Fact]
    public async Task Listing_is_not_tried_again_for_ever()
    {
        Script.Always("sender list", _ => throw new LinkDownException());
        var run = _world.StartAsync();
        for (var i = 0; i < 60; i++)
        {
            await _world.Clock.ArmedAsync(RetryInterval);
            _world.Clock.Advance(RetryInterval);
        }

        var report = await run;
        Assert.Equal((PruneState.PlanErr, "connection refused"), (report.State, report.Error));
        Assert.Null(report.SleepUntil);
    }

    [Fact]
    public async Task A_wakeup_ends_the_pause()
    {
        _world.Sender.Has("tank", "@x:1");
        Script.Fail("sender list", new LinkDownException());
        var run = _world.StartAsync();
        await _world.Clock.ArmedAsync(RetryInterval);
        _world.Backoff.RetryNow();
        Assert.Equal(PruneState.Done, (await run).State);
    }

    [Fact]
    public async Task Both_sides_are_waited_for_when_a_receiver_is_pruned()
    {
        _world.Side = PruneSide.Receiver;
        _world.Sender.Has("tank", "@x:1");
        _world.Receiver.Has("tank", "@x:1 @y:2 @z:3");
        Script.Fail("receiver versions", new LinkDownException());
        Assert.Equal(PruneState.Done, (await _world.StartAsync()).State);
        Assert.Single(Script.CallsTo("sender ping"));
        Assert.Single(Script.CallsTo("receiver ping"));
    }
}
