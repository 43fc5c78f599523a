using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Scheduling;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>Holds and bookmarks of jobs that are gone, released after a grace.</summary>
public sealed class ForgottenMarksKeeperTests : IAsyncLifetime
{
    private readonly WatchedClock _clock = new();
    private readonly ProbeLoggers _loggers = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly SimulatedHost _host;
    private readonly ServiceProvider _services;
    private readonly BreakableZfs _broken;
    private EngineInstance _engine;

    public ForgottenMarksKeeperTests()
    {
        _host = new(new() { Clock = _clock, SyncToDisk = false });
        _broken = new(new SimulatedZfs(_host));
        _services = new ServiceCollection().AddSingleton<ILoggerFactory>(_loggers).AddSingleton<TimeProvider>(_clock).AddZreplEngine().BuildServiceProvider();
        _engine = Make();
    }

    public async ValueTask InitializeAsync()
    {
        await _host.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        foreach (var snapshot in new[] { "1", "2" }) await ZfsAsync("snapshot", $"tank@{snapshot}");
        var versions = (await _engine.Zfs.Versions.ListAsync(DatasetPath.Parse("tank"), Zrepl.Zfs.Versions.VersionKinds.Snapshots, CancellationToken.None)).ToList();
        await _engine.Endpoints.Keeper.SetCursorAsync(DatasetPath.Parse("tank"), versions[0], JobName.Parse("gone"), CancellationToken.None);
        await _engine.Endpoints.Keeper.HoldStepAsync(DatasetPath.Parse("tank"), [versions[1]], JobName.Parse("gone"), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _services.DisposeAsync();
        Assert.Empty(_host.Mistakes);
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Without_the_key_everything_stays()
    {
        await StartAsync("");
        _clock.Advance(TimeSpan.FromDays(3650));
        Assert.Equal(2, (await MarksAsync()).Length);
        Assert.DoesNotContain(_host.CommandLog.Entries, entry => entry.Command.Verb == "release");
    }

    [Fact]
    public async Task After_the_grace_the_hold_goes_and_the_cursor_stays_also_over_restarts()
    {
        await StartAsync("global: {stale_marks: {release_after: 30d}}");
        await DaysAsync(20);
        await _engine.DisposeAsync();
        _engine = Make();
        await StartAsync("global: {stale_marks: {release_after: 30d}}");
        await DaysAsync(9);
        Assert.Equal(2, (await MarksAsync()).Length);
        await DaysAsync(2);
        Assert.Equal([GuaranteeKind.Cursor], (await MarksAsync()).Select(one => one.Kind));
        Assert.Contains(_loggers.Log.Entries, entry => entry.Message.Contains("no job gone has tank any more, and its replication cursor stays", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_comes_back_for_a_moment_begins_the_time_anew()
    {
        await StartAsync("global: {stale_marks: {release_after: 30d}}");
        await DaysAsync(29);
        await _engine.Jobs.ReloadAsync(Samples.Legal("global: {stale_marks: {release_after: 30d}}\njobs:\n" + Push), CancellationToken.None);
        await DaysAsync(1);
        await _engine.Jobs.ReloadAsync(Samples.Legal("global: {stale_marks: {release_after: 30d}}\njobs: []\n"), CancellationToken.None);
        await DaysAsync(29);
        Assert.Equal(2, (await MarksAsync()).Length);
    }

    [Fact] // after a start with a wrong date, or one that was set: nobody has looked at the marks for all that time
    public async Task A_clock_that_jumps_releases_nothing_early()
    {
        await StartAsync("global: {stale_marks: {release_after: 30d}}");
        await DaysAsync(1);
        _clock.Advance(TimeSpan.FromDays(3650));
        await DaysAsync(28);
        Assert.Equal(2, (await MarksAsync()).Length);
        await DaysAsync(2);
        Assert.Single(await MarksAsync());
    }

    [Fact]
    public async Task A_time_in_which_nobody_looked_does_not_count()
    {
        await StartAsync("global: {stale_marks: {release_after: 30d}}");
        await DaysAsync(20);
        await _engine.DisposeAsync();
        _clock.Advance(TimeSpan.FromDays(365));
        _engine = Make();
        await StartAsync("global: {stale_marks: {release_after: 30d}}");
        await DaysAsync(9);
        Assert.Equal(2, (await MarksAsync()).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the daemon restarts while the key is off
    public async Task Without_the_key_for_a_while_the_time_begins_anew(bool restarts)
    {
        await StartAsync("global: {stale_marks: {release_after: 30d}}");
        await DaysAsync(29);
        await _engine.Jobs.ReloadAsync(Samples.Legal("global: {}\njobs: []\n"), CancellationToken.None);
        await UntilAsync(() => !File.ReadAllText(Remembered).Contains("tank", StringComparison.Ordinal));
        if (restarts)
        {
            await _engine.DisposeAsync();
            _engine = Make();
            await StartAsync("global: {stale_marks: {release_after: 30d}}");
        }
        else
        {
            await _engine.Jobs.ReloadAsync(Samples.Legal("global: {stale_marks: {release_after: 30d}}\njobs: []\n"), CancellationToken.None);
        }

        await DaysAsync(29);
        Assert.Equal(2, (await MarksAsync()).Length);
        await DaysAsync(2);
        Assert.Single(await MarksAsync());
    }

    [Fact] // a pool that is imported read-only
    public async Task A_mark_that_cannot_be_released_keeps_no_other_one_and_is_told_and_tried_again()
    {
        await _host.CreatePoolAsync("usb", rootProperties: ("mountpoint", "none"));
        await ZfsAsync("snapshot", "usb@1");
        var usb = DatasetPath.Parse("usb");
        var version = (await _engine.Zfs.Versions.ListAsync(usb, Zrepl.Zfs.Versions.VersionKinds.Snapshots, CancellationToken.None))[0];
        await _engine.Endpoints.Keeper.SetCursorAsync(usb, version, JobName.Parse("gone"), CancellationToken.None);
        await _engine.Endpoints.Keeper.HoldStepAsync(usb, [version], JobName.Parse("gone"), CancellationToken.None);
        _host.Faults.Add("zfs release * tank@2", new Fault.Fail("cannot release hold from snapshot 'tank@2': pool is read-only\n"));

        await StartAsync("global: {stale_marks: {release_after: 30d}}");
        await DaysAsync(30);
        Assert.Equal(2, (await MarksAsync()).Length);
        Assert.Equal([GuaranteeKind.Cursor], (await _engine.Endpoints.Lister.ListAsync(usb, GuaranteeKinds.All, CancellationToken.None)).Select(one => one.Kind));
        Assert.Contains(_loggers.Log.Entries, entry => entry.Message.StartsWith("cannot release ", StringComparison.Ordinal) && entry.Message.Contains(" on tank@2, ", StringComparison.Ordinal)
            && entry.Message.Contains("pool is read-only", StringComparison.Ordinal));
        await DaysAsync(1);
        Assert.Single(await MarksAsync());
    }

    [Fact] // nobody would miss a loop that has ended
    public async Task A_look_that_fails_by_a_mistake_of_ours_is_not_the_last_one()
    {
        _broken.IsBroken = true;
        await StartAsync("global: {stale_marks: {release_after: 30d}}");
        await DaysAsync(1);
        Assert.Contains(_loggers.Log.Entries, entry => entry.Message.StartsWith("looking for holds and bookmarks that nobody needs failed", StringComparison.Ordinal));
        _broken.IsBroken = false;
        await DaysAsync(31);
        Assert.Single(await MarksAsync());
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var deadline = System.Diagnostics.Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(deadline.Elapsed < Deadline.OfATest, "It did not happen.");
            await Task.Yield();
        }
    }

    private string Remembered => Path.Combine(_directory.Path, "stale.json");

    private const string Push = """
        - name: gone
          type: push
          enabled: false
          connect: {type: tcp, address: "nas:8888"}
          filesystems: {"tank<": true}
          snapshotting: {type: manual}
          pruning: {keep_sender: [{type: last_n, count: 10}], keep_receiver: [{type: last_n, count: 10}]}
        """;

    private EngineInstance Make() => _services.GetRequiredService<EngineFactory>().Create(new()
    {
        Runner = _broken, ForgottenMarksFile = Remembered, Alarms = new TimerAlarmClocks(_clock, TimeSpan.FromSeconds(10)),
    });

    private Task StartAsync(string global) => _engine.Jobs.StartAsync(Samples.Legal(global + "\njobs: []\n"), CancellationToken.None);

    // Look by look: each is over when the next is awaited.
    private async Task DaysAsync(int days)
    {
        for (var looks = 0; looks < days * 4; looks++)
        {
            await _clock.RunningAsync(due => due == TimeSpan.FromHours(6));
            _clock.Advance(TimeSpan.FromHours(6));
        }

        await _clock.RunningAsync(due => due == TimeSpan.FromHours(6));
    }

    private async Task<Guarantee[]> MarksAsync() =>
        [.. (await _engine.Endpoints.Lister.ListAsync(DatasetPath.Parse("tank"), GuaranteeKinds.All, CancellationToken.None)).OrderBy(one => one.Kind)];

    private async Task ZfsAsync(params string[] arguments)
    {
        var result = await new SimulatedZfs(_host).RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        Assert.True(result.IsSuccess, result.ErrorText);
    }

    private sealed class BreakableZfs(IZfsCommandRunner inner) : IZfsCommandRunner
    {
        public bool IsBroken { get; set; }

        public ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation) =>
            IsBroken ? throw new InvalidOperationException("a bug") : inner.StartAsync(command, cancellation);
    }
}
