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
    private EngineInstance _engine;

    public ForgottenMarksKeeperTests()
    {
        _host = new(new() { Clock = _clock, SyncToDisk = false });
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
        Runner = new SimulatedZfs(_host), ForgottenMarksFile = Path.Combine(_directory.Path, "stale.json"), Alarms = new TimerAlarmClocks(_clock, TimeSpan.FromSeconds(10)),
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
}
