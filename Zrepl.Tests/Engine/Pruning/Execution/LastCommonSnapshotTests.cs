using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Tests.Support.Pruning;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Pruning.Execution;

/// <summary>
/// What both sides have at last stays, whatever is known of it, whatever was true earlier, and whether or not anybody can be asked (promise 1); and the preview says
/// so (promise 2).
/// </summary>
public sealed class LastCommonSnapshotTests
{
    private static readonly DatasetPath Tank = DatasetPath.Parse("tank");
    private static readonly EndpointException Away = new("no route to nas");

    private readonly PruneWorld _world = new() { AsksReceiver = true, Rules = PruneWorld.RulesOf(new KeepLastN(1)) };

    private CallScript Script => _world.Script;

    [Fact] // a copy that was made by hand, or whose cursor is gone
    public async Task Without_a_cursor_the_receiver_is_asked_and_what_it_has_stays()
    {
        _world.Sender.Has("tank", "@seed:1 @b:2 @c:3");
        _world.Receiver.Has("tank", "@seed:1");
        Assert.Equal(["b"], await PreviewedAsync());
        await _world.StartAsync();
        Assert.Equal("@seed @c", _world.Sender.VersionsOf("tank"));
    }

    [Fact]
    public async Task Without_a_cursor_and_an_answer_nothing_is_destroyed()
    {
        _world.Sender.Has("tank", "@seed:1 @b:2 @c:3");
        _world.Receiver.Has("tank", "@seed:1");
        Script.Always("receiver list", _ => Task.FromException(Away));
        var report = await _world.StartAsync();
        Assert.Equal("@seed @b @c", _world.Sender.VersionsOf("tank"));
        Assert.Contains("no route to nas", report.Completed!.Concat(report.Pending!).Single().LastError, StringComparison.Ordinal);
    }

    [Fact] // spec 2.2: a host whose receiver is away must not fill up
    public async Task With_the_jobs_cursor_a_receiver_that_is_away_stops_no_pruning()
    {
        _world.Sender.WithCursor("tank", 2).Has("tank", "@a:1 #zrepl_CURSOR_G_0000000000000002_J_push:2 @b:2 @c:3");
        Script.Always("receiver list", _ => Task.FromException(Away));
        await _world.StartAsync();
        Assert.Equal("#zrepl_CURSOR_G_0000000000000002_J_push @c", _world.Sender.VersionsOf("tank"));
    }

    [Fact]
    public async Task With_the_memory_of_an_earlier_run_a_receiver_that_is_away_stops_no_pruning()
    {
        _world.Remembered = _world.Remembered.Add(Tank, 2);
        _world.Sender.Has("tank", "@a:1 @b:2 @c:3");
        Script.Always("receiver list", _ => Task.FromException(Away));
        await _world.StartAsync();
        Assert.Equal("@b @c", _world.Sender.VersionsOf("tank"));
    }

    [Fact] // the receiver was rolled back since
    public async Task What_an_earlier_run_has_seen_spares_the_sender_no_question()
    {
        _world.Remembered = _world.Remembered.Add(Tank, 3);
        _world.Sender.WithCursor("tank", 3).Has("tank", "@a:1 @b:2 #zrepl_CURSOR_G_0000000000000003_J_push:3 @c:3 @d:4");
        _world.Receiver.Has("tank", "@a:1");
        Assert.Equal(["b", "c"], await PreviewedAsync());
        await _world.StartAsync();
        Assert.Equal("@a #zrepl_CURSOR_G_0000000000000003_J_push @d", _world.Sender.VersionsOf("tank"));
    }

    [Fact] // the sender was rolled back since, and its cursor went with it
    public async Task What_an_earlier_run_has_seen_spares_the_receiver_no_question()
    {
        _world.Side = PruneSide.Receiver;
        _world.Remembered = _world.Remembered.Add(Tank, 3);
        _world.Sender.Has("tank", "@a:1");
        _world.Receiver.Has("tank", "@a:1 @b:2 @c:3");
        Assert.Equal(["b"], await PreviewedAsync());
        await _world.StartAsync();
        Assert.Equal("@a @c", _world.Receiver.VersionsOf("tank"));
    }

    [Fact] // the answer to the receive of @b was lost
    public async Task What_began_to_be_received_stays_beside_what_both_are_known_to_have()
    {
        (_world.NewestShared, _world.PerhapsShared) = (_world.NewestShared.Add(Tank, 1), _world.PerhapsShared.Add(Tank, 2));
        _world.Sender.Has("tank", "@a:1 @b:2 @c:3");
        await _world.StartAsync();
        Assert.Equal("@a @b @c", _world.Sender.VersionsOf("tank"));
    }

    [Fact] // replication went on from it, and the other job may move it at any time
    public async Task The_cursor_of_another_job_takes_no_snapshots_place()
    {
        _world.NewestShared = _world.NewestShared.Add(Tank, 2);
        _world.Sender.Has("tank", "@a:1 #zrepl_CURSOR_G_0000000000000002_J_other:2 @c:3");
        _world.Receiver.Has("tank", "@a:1 @b:2");
        await _world.StartAsync();
        Assert.Equal("@a #zrepl_CURSOR_G_0000000000000002_J_other @c", _world.Sender.VersionsOf("tank"));
    }

    [Fact]
    public async Task What_the_run_itself_has_seen_costs_no_question()
    {
        _world.NewestShared = _world.NewestShared.Add(Tank, 2);
        _world.Sender.Has("tank", "@a:1 @b:2 @c:3");
        await _world.StartAsync();
        Assert.Equal("@b @c", _world.Sender.VersionsOf("tank"));
        Assert.Empty(Script.CallsTo("receiver"));
        Assert.Empty(Script.CallsTo("sender cursor"));
    }

    private async Task<IEnumerable<string>> PreviewedAsync() =>
        (await _world.PreviewAsync()).OfType<FilesystemPrunePlan.Planned>().SelectMany(plan => plan.Destroy).Select(snapshot => snapshot.Name).Order(StringComparer.Ordinal);
}
