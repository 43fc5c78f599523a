using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.SnapshotNames;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Tracing;
using Zrepl.Tests.Engine.Hooks;
using static Zrepl.Tests.Engine.Snapshotting.SnapshottingWorld;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class SnapshotterFactoryTests : IAsyncDisposable
{
    private readonly SnapshottingWorld _world = new();
    private readonly HookScripts _scripts = new();
    private readonly SnapshotNaming _naming = SnapshotNaming.Create("zrepl_", "dense", "UTC", DateTimeZone.Utc);

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _scripts.Dispose();
    }

    [Fact]
    public async Task A_periodic_definition_takes_snapshots_with_its_prefix_interval_and_hooks()
    {
        _world.Target.With("tank/a", "tank/b");
        var hook = new HookDefinition.Command(_scripts.Write("echo $ZREPL_HOOKTYPE"), Only("tank/a"), TimeSpan.FromSeconds(30), false);
        await using var services = Services();
        var snapshotter = Create(services, new SnapshottingDefinition.Periodic(_naming, TimeSpan.FromMinutes(10), [hook]));
        _world.Start(snapshotter);
        var result = await _world.RunDue();
        Assert.Equal((SnapshotRunOutcome.Succeeded, 2), (result.Outcome, result.CreatedCount));
        Assert.Equal("pre_snapshot\n", result.Rows[0].Steps[0].Report!.OutputText);
        Assert.Single(result.Rows[1].Steps);
        Assert.Equal(At("2024-06-10T12:10:00Z"), await _world.Alarm.SetAsync());
    }

    [Fact]
    public async Task A_cron_definition_is_read_in_the_local_time_of_the_machine()
    {
        _world.Clock.SetLocalTimeZone(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        await using var services = Services();
        _world.Start(Create(services, new SnapshottingDefinition.Cron(_naming, CronExpression.Parse("0 3 * * *"), [])));
        Assert.Equal(At("2024-06-11T03:00:00+02:00"), await _world.Alarm.SetAsync());
    }

    [Fact]
    public async Task A_manual_definition_only_reports()
    {
        await using var services = Services();
        var snapshotter = Create(services, new SnapshottingDefinition.Manual());
        _world.Start(snapshotter);
        Assert.Equal(SnapshotRequestOutcome.NotConfigured, snapshotter.SnapshotNow());
        Assert.False(snapshotter.CancelRun("x"));
        Assert.Null(snapshotter.NextDue);
        Assert.Equal("manual", snapshotter.Report.Type);
        await _world.Stop();
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task A_database_that_is_not_there_fails_the_step_of_its_hook(bool isFatal, int created)
    {
        _world.Target.With("tank/a");
        var hook = new HookDefinition.PostgresCheckpoint(new PostgresDsn(new Secret("host=/nowhere user=zrepl password=hunter2")), FilesystemFilter.Everything, TimeSpan.FromSeconds(30), isFatal);
        await using var services = Services();
        _world.Start(Create(services, new SnapshottingDefinition.Periodic(_naming, TimeSpan.FromMinutes(10), [hook])));
        var result = await _world.RunDue();
        Assert.Equal((SnapshotRunOutcome.Failed, created), (result.Outcome, result.CreatedCount));
        Assert.StartsWith("postgres CHECKPOINT failed: ", result.Rows[0].Error, StringComparison.Ordinal);
        Assert.Contains("/nowhere/.s.PGSQL.5432", result.Rows[0].Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Rows[0].Error, StringComparison.Ordinal);
    }

    [Fact] // ZREPL_MAX_HOOK_LOG_SIZE
    public async Task The_output_limit_is_an_option()
    {
        await using var services = Services(collection => collection.Configure<HookOptions>(options => options.OutputLimit = 10));
        var definition = new HookDefinition.Command(_scripts.Write("echo 0123456789ABCDE"), FilesystemFilter.Everything, TimeSpan.FromSeconds(30), false);
        var hook = Assert.Single(services.GetRequiredService<HookFactory>().Create([definition]));
        await using var run = hook.Open(new HookContext(Zrepl.Zfs.Names.SnapshotPath.Parse("tank/a@s")));
        Assert.Equal("(...)BCDE\n", (await run.RunAsync(HookEdge.Pre, TestContext.Current.CancellationToken)).OutputText);
    }

    [Fact]
    public async Task An_output_limit_of_zero_is_refused()
    {
        await using var services = Services(collection => collection.Configure<HookOptions>(options => options.OutputLimit = 0));
        Assert.Contains("ZREPL_MAX_HOOK_LOG_SIZE", Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<HookOptions>>().Value).Message, StringComparison.Ordinal);
    }

    private static FilesystemFilter Only(string dataset) => FilesystemFilter.Of([FilterRule.Parse(dataset, includes: true)]);

    private ServiceProvider Services(Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_world.Clock);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        configure?.Invoke(services);
        return services.AddSnapshotting().BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private ISnapshotter Create(IServiceProvider services, SnapshottingDefinition definition) =>
        services.GetRequiredService<SnapshotterFactory>().Create(definition, _world.Target, _world.Owner, _world.Alarm, TraceNames.Periodic);
}
