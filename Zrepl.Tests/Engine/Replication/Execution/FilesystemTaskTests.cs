using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Execution;

/// <summary>What happens to one filesystem stays there: 1.8.2, 1.5.6.</summary>
public sealed class FilesystemTaskTests
{
    private readonly ReplicationWorld _world = new();

    private CallScript Script => _world.Script;

    [Fact]
    public async Task One_bad_filesystem_does_not_stop_others()
    {
        foreach (var name in "abc") _world.Pair($"tank/{name}", "@1 @2", "@1");
        Script.Fail("sender send tank/b", new EndpointException("dataset is busy"));
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.FilesystemError], report.States()); // a permanent error is not tried again
        Assert.Equal(1, report.FailedCount());
        Assert.Equal("dataset is busy", report.Of("tank/b").StepError!.Err);
        Assert.Equal("@1 @2", _world.Receiver.VersionsOf("tank/c"));
    }

    [Fact]
    public async Task A_mistake_in_the_program_stays_in_its_filesystem_and_is_named()
    {
        foreach (var name in "ab") _world.Pair($"tank/{name}", "@1 @2", "@1");
        Script.Fail("sender versions tank/a", new KeyNotFoundException("The given key was not present."));
        var report = await _world.StartAsync();
        Assert.Equal(
            "internal error, please report: KeyNotFoundException: The given key was not present.", report.Of("tank/a").PlanError!.Err);
        Assert.Equal(FilesystemState.Done, report.Of("tank/b").State);
    }

    [Fact]
    public async Task Versions_of_running_plans_are_registered_as_in_use()
    {
        _world.Pair("tank", "@1 @2 @3", "@1");
        var step = Script.Hold("receiver receive tank @2");
        var run = _world.StartAsync();
        await step.Reached;
        Assert.True(_world.InUse.Contains(1) && _world.InUse.Contains(2) && _world.InUse.Contains(3));
        step.Open();
        await run;
        Assert.False(_world.InUse.Contains(1) || _world.InUse.Contains(3));
        Assert.Equal(3UL, _world.Run!.NewestShared.Values.Single());
    }

    [Fact] // else a pruner could take away what is left to go on from once the divergence is settled
    public async Task The_last_common_version_of_diverged_filesystems_is_told_too()
    {
        _world.Pair("tank", "@1 @2 @4", "@1 @2 @3");
        await _world.StartAsync();
        Assert.Equal(2UL, _world.Run!.NewestShared.Values.Single());
    }

    [Fact]
    public async Task A_lost_confirmation_is_made_up_for_once_BAD_1()
    {
        _world.Pair("tank", "@1 @2", "@1 @2");
        _world.Sender.WithCursor("tank", 1);
        var report = await _world.StartAsync();
        Assert.Equal(2UL, _world.Sender.CursorOf("tank"));
        Assert.Equal(["sender confirm tank @2 @2"], Script.CallsTo("sender confirm"));
        Assert.Equal((FilesystemState.Done, 0), (report.Of("tank").State, report.Of("tank").Steps.Length));
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_repaired_is_a_warning_BAD_1()
    {
        _world.Pair("tank", "@1", "@1");
        Script.Fail("sender confirm", new EndpointException("permission denied"));
        var report = await _world.StartAsync();
        Assert.Equal([AttemptState.Done], report.States());
        Assert.Equal("cannot repair the replication cursor: permission denied", report.Of("tank").Warning);
    }

    [Fact] // the network layer refuses such a version; should one get through, it stays where it is
    public async Task A_version_with_an_impossible_date_only_fails_its_filesystem_BAD_41()
    {
        _world.Pair("tank/a", "@1 @2", "@1");
        _world.Pair("tank/b", "@1 @2:2/2/9223372036854775807", "@1");
        var report = await _world.StartAsync();
        Assert.Equal((FilesystemState.Done, FilesystemState.StepError), (report.Of("tank/a").State, report.Of("tank/b").State));
    }

    [Fact]
    public async Task Each_failure_is_logged_once_and_a_mistake_with_its_exception()
    {
        foreach (var name in "abc") _world.Pair($"tank/{name}", "@1 @2", "@1");
        Script.Fail("sender send tank/a", new EndpointException("dataset is busy"));
        Script.Fail("sender versions tank/b", new KeyNotFoundException("no key"));
        await _world.StartAsync();
        Assert.Equal(
            ["tank/a: dataset is busy", "tank/b: failed because of a mistake in zrepl"],
            _world.Log.Of(LogLevel.Error).Select(entry => entry.Message).Order());
    }

    [Fact] // review 14: about one line per run and step at Information
    public async Task A_run_that_goes_well_says_one_line_per_step()
    {
        foreach (var name in "abc") _world.Pair($"tank/{name}", "@1 @2", name == 'c' ? "@1 @2" : "@1");
        _world.Sender.WithCursor("tank/c", 2);
        await _world.StartAsync();
        Assert.Equal(
            ["tank/a: sent 100 bytes up to @2 in 00:00:00", "tank/b: sent 100 bytes up to @2 in 00:00:00"],
            _world.Log.Entries.Where(entry => entry.Level >= LogLevel.Information).Select(entry => entry.Message));
    }
}
