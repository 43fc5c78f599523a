using Zrepl.Engine.Tracing.Commands;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Engine.Tracing.Commands;

/// <summary>Commands outside of streams that give no sign of life: what only asks is ended, what changes a pool is only shown.</summary>
public sealed class CommandPatienceTests
{
    private static readonly ZfsCommand List = ZfsCommand.Zfs("list", "-H", "-p", "-o", "name");

    private readonly WatchedClock _clock = new();
    private readonly ScriptedRunner _inner = new();
    private readonly ActiveZfsCommands _active = new();
    private readonly LogProbe<TracedZfsRunner> _log = new();

    [Fact]
    public async Task A_listing_without_a_sign_of_life_is_shown_after_ten_minutes_and_ended_after_thirty()
    {
        var changes = 0;
        _active.HangingChanged += () => Interlocked.Increment(ref changes);
        await using var running = await StartAsync(List);
        var began = _clock.GetUtcNow();
        await PassAsync(minutes: 9);
        Assert.Null(Assert.Single(_active.Current).QuietSince);
        await PassAsync(minutes: 1);
        Assert.Equal((began, began.AddMinutes(30), 1), (_active.Current[0].QuietSince, _active.Current[0].EndsAt, changes));
        await PassAsync(minutes: 19);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(9, (await running.Exit.WaitAsync(Deadline.OfATest, TestContext.Current.CancellationToken)).Signal);
        Assert.Equal("zrepl ended it, because it gave no sign of life for 30 minutes: its pool may not answer (zpool status)", running.ErrorText);
        Assert.Equal((0, 2), (_active.Current.Length, changes));
        Assert.Contains(_log.Entries, entry => entry.Event == 2419);
    }

    [Theory]
    [InlineData("snapshot", 10)]
    [InlineData("destroy", 60)]
    [InlineData("rollback", 60)]
    public async Task What_changes_a_pool_is_shown_and_never_ended(string verb, int minutes)
    {
        await using var running = await StartAsync(ZfsCommand.Zfs(verb, "tank/a@b"));
        await PassAsync(minutes - 1);
        Assert.Null(_active.Current[0].QuietSince);
        await PassAsync(minutes: 1);
        Assert.NotNull(_active.Current[0].QuietSince);
        Assert.Null(_active.Current[0].EndsAt);
        await PassAsync(minutes: 24 * 60);
        Assert.False(running.Exit.IsCompleted);
    }

    [Fact]
    public async Task A_slow_command_that_moves_does_not_hang()
    {
        await using var running = await StartAsync(List);
        for (var minute = 0; minute < 60; minute++)
        {
            _inner.Started[0].Signs = new() { CpuTicks = 5, IoBytes = minute };
            await PassAsync(minutes: 1);
        }

        Assert.True(_active.Current[0] is { IsSlow: true, QuietSince: null });
        await PassAsync(minutes: 10);
        Assert.NotNull(_active.Current[0].QuietSince);
        _inner.Started[0].Signs = new() { CpuTicks = 6, IoBytes = 59 };
        await PassAsync(minutes: 1);
        Assert.Null(_active.Current[0].QuietSince);
    }

    [Fact]
    public async Task Time_in_which_the_daemon_was_stopped_ends_nothing()
    {
        await using var running = await StartAsync(List);
        await PassAsync(minutes: 3);
        _clock.Advance(TimeSpan.FromHours(9));
        await PassAsync(minutes: 1);
        Assert.Null(Assert.Single(_active.Current).QuietSince);
    }

    [Fact]
    public async Task Streams_have_guards_of_their_own()
    {
        await using var running = await StartAsync(ZfsCommand.Zfs("send", "tank/a@b"));
        Assert.Equal(0, _clock.Running(_ => true));
        Assert.NotNull(CommandPatience.With(ZfsCommand.Zfs("receive", "-A", "tank/a")));
        Assert.NotNull(CommandPatience.With(ZfsCommand.Zfs("send", "-n", "-v", "-P", "tank/a@b"))?.EndsAfter);
    }

    private async Task<IRunningCommand> StartAsync(ZfsCommand command) =>
        await new TracedZfsRunner(_inner, _active, _clock, _log).StartAsync(command, TestContext.Current.CancellationToken);

    // The next look is planned only after the one before.
    private async Task PassAsync(int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            await _clock.RunningAsync(_ => true);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        await _clock.RunningAsync(_ => true);
    }
}
