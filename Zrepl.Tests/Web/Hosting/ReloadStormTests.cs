using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;
using Zrepl.Web.Live.Configuring;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>Twenty streams under way while the file is edited again and again (design D3): none is interrupted, and in the end the last file counts.</summary>
public sealed class ReloadStormTests : IAsyncLifetime
{
    private const int Streams = 20, Edits = 50;
    private const int Bytes = 3 << 20;

    private readonly WatchedClock _clock = new(TimeProvider.System.GetUtcNow()); // stands still, and so do the throttled streams
    private readonly Random _random = new(6);
    private SimulatedHost _host = null!; // made before each test
    private RunningDaemon _daemon = null!; // likewise

    public async ValueTask InitializeAsync()
    {
        _host = new(new() { Clock = _clock, SyncToDisk = false });
        await _host.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        await _host.CreatePoolAsync("backup", rootProperties: ("mountpoint", "none"));
        for (var number = 0; number < Streams; number++)
        {
            await ZfsAsync("create", $"tank/d{number}");
            await _host.Files.WriteAsync($"tank/d{number}", "file", Bytes, (ulong)number);
            await ZfsAsync("snapshot", $"tank/d{number}@1");
        }

        _daemon = new(directory => new EditedConfiguration(Streams).Text(directory))
        {
            MakeEngines = services => [HostedEngine.Of(services.GetRequiredService<EngineFactory>().Create(new()
            {
                Runner = new SimulatedZfs(_host), Clock = _clock, Alarms = new TimerAlarmClocks(_clock, TimeSpan.FromSeconds(10)),
            }), _ => true)],
        };
        await _daemon.StartAsync();
        await SeenAsync(EditedConfiguration.Sink, status => status.Phase == JobPhase.Serving);
        foreach (var job in Pushes)
        {
            await SeenAsync(job, status => status.Phase == JobPhase.Waiting);
            Assert.True(Control.Wakeup(job).IsSuccess);
        }

        await SeenAsync(EditedConfiguration.Sink, status => status.Clients.Count(IsReceiving) == Streams);
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        Assert.Empty(_host.Mistakes);
        await _host.DisposeAsync();
    }

    private static bool IsReceiving(ClientStatus client) => client.ActiveRequests.Any(request => request.StartsWith("receive ", StringComparison.Ordinal));

    private static IEnumerable<string> Pushes => Enumerable.Range(0, Streams).Select(EditedConfiguration.NameOf);

    private ConfigurationReload Reload => _daemon.Services.GetRequiredService<ConfigurationReload>();

    private IStatusFeed Feed => _daemon.Services.GetRequiredService<IStatusFeed>();

    private HostedEngines Control => _daemon.Services.GetRequiredService<HostedEngines>();

    [Fact]
    public async Task Valid_edits_interrupt_no_stream_and_end_as_a_fresh_start_with_the_last_file_does()
    {
        var edited = new EditedConfiguration(Streams);
        for (var edit = 0; edit < Edits; edit++)
        {
            edited.ChangeOne(_random);
            File.WriteAllText(_daemon.ConfigurationPath, edited.Text(_daemon.Directory.Path));
            Assert.NotNull(await Reload.ReloadAsync(_daemon.Limit));
        }

        foreach (var job in Pushes) Assert.Equal(JobPhase.Replicating, Feed.Find(job)!.Phase); // also those that are gone from the file
        var ended = Pushes.ToDictionary(job => job, EndOfRunAsync);
        await LetTimePassUntilAsync(Task.WhenAll(ended.Values));
        foreach (var (job, run) in ended)
        {
            var status = await run;
            Assert.Equal(RunOutcome.Succeeded, status.LastRun!.Outcome);
            Assert.Equal(1, status.LastRun.StepsCompleted);
            Assert.True(status.LastRun.BytesReplicated > Bytes, job);
            Assert.Single(status.Replication!.Attempts); // not begun anew
        }

        await using var fresh = new RunningDaemon(directory => edited.Text(directory))
        {
            MakeEngines = services => [HostedEngine.Of(services.GetRequiredService<EngineFactory>().Create(new()
            {
                Runner = new SimulatedZfs(_host), Clock = _clock, Alarms = new TimerAlarmClocks(_clock, TimeSpan.FromSeconds(10)),
            }), _ => true)],
        };
        await fresh.StartAsync();
        var expected = await SettledAsync(fresh.Services.GetRequiredService<IStatusFeed>(), edited.Names);
        Assert.Equal(expected, await SettledAsync(Feed, edited.Names));
        Assert.Equal(DefinitionsOf(fresh), DefinitionsOf(_daemon));
    }

    [Fact]
    public async Task Invalid_edits_change_nothing()
    {
        var before = (Definitions: DefinitionsOf(_daemon), Jobs: Feed.Current.Select(StandingOf).ToImmutableArray());
        var original = await File.ReadAllTextAsync(_daemon.ConfigurationPath, _daemon.Limit);
        for (var edit = 0; edit < Edits; edit++)
        {
            var broken = Damage.Of(original, _random, text => new ConfigurationLoader(new()).LoadText(text, _daemon.ConfigurationPath).HasErrors);
            await File.WriteAllTextAsync(_daemon.ConfigurationPath, broken, _daemon.Limit);
            Assert.Null(await Reload.ReloadAsync(_daemon.Limit));
            Assert.Equal(before.Definitions, DefinitionsOf(_daemon));
            Assert.Equal(before.Jobs, Feed.Current.Select(StandingOf));
        }

        await LetTimePassUntilAsync(Task.WhenAll(Pushes.Select(EndOfRunAsync)));
        foreach (var job in Pushes) Assert.Equal(RunOutcome.Succeeded, Feed.Find(job)!.LastRun!.Outcome);
    }

    private static ImmutableArray<string> DefinitionsOf(RunningDaemon daemon) =>
        [.. daemon.Services.GetRequiredService<ConfigurationInForce>().Current.Jobs.Select(job => CanonicalConfiguration.ToYaml(job.Definition))];

    private static string StandingOf(JobStatus job) =>
        $"{job.Name} {job.Kind} {job.Description} {job.Peer} {job.CanBeWokenUp} {job.Targets} {(job.Running is null ? job.Phase : "running")} {(job.IsReloadPending ? "reload pending" : "")}";

    // What both tell: which jobs in which order, how they are defined and where they stand.
    private async Task<ImmutableArray<string>> SettledAsync(IStatusFeed feed, ImmutableArray<string> names)
    {
        var seen = new TaskCompletionSource<ImmutableArray<JobStatus>>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = feed.Subscribe(jobs =>
        {
            if (jobs.Select(job => job.Name.Text).SequenceEqual(names) && jobs.All(job => job is { Running: null, IsReloadPending: false, Phase: JobPhase.Waiting or JobPhase.Serving or JobPhase.Disabled }))
                seen.TrySetResult(jobs);
        });
        try
        {
            return [.. (await seen.Task.WaitAsync(_daemon.Limit)).Select(StandingOf)];
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"wanted: {string.Join(' ', names)}; last seen: {string.Join('\n', feed.Current.Select(StandingOf))}");
        }
    }

    private async Task<JobStatus> EndOfRunAsync(string job) => await SeenAsync(job, status => status is { Running: null, LastRun.Number: 1 });

    private async Task LetTimePassUntilAsync(Task end)
    {
        while (!end.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(end, Task.Delay(10, _daemon.Limit)); // lets the streams use the time that was given to them
        }

        await end;
    }

    private async Task<JobStatus> SeenAsync(string job, Func<JobStatus, bool> matches)
    {
        var seen = new TaskCompletionSource<JobStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Feed.Subscribe(job, status =>
        {
            if (matches(status)) seen.TrySetResult(status);
        });
        return await seen.Task.WaitAsync(_daemon.Limit);
    }

    private async Task ZfsAsync(params string[] arguments)
    {
        var result = await new SimulatedZfs(_host).RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        Assert.True(result.IsSuccess, result.ErrorText);
    }
}
