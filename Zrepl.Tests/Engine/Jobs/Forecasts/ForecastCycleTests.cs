using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Jobs.Forecasts;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Engine.Jobs.Forecasts;

/// <summary>Rounds that repeat what was gone through are leapt over; what is told is the same as without.</summary>
public sealed class ForecastCycleTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 9, 30, 7, 250, TimeSpan.Zero);

    private static readonly string[] Grids = ["1x2h(keep=all) | 12x1h | 4x6h", "6x1h(keep=2) | 3x1d", "1x10m(keep=all) | 12x10m | 24x1h", "10x30m", "2x1d"];

    private static readonly string[] Schedules =
    [
        "{type: periodic, interval: 30m, prefix: zrepl_}", "{type: periodic, interval: 17m, prefix: zrepl_}", "{type: cron, cron: '*/20 * * * *', prefix: zrepl_}",
        "{type: cron, cron: '0,7 * * * *', prefix: zrepl_, timestamp_format: iso-8601, timestamp_location: Europe/Berlin}", "{type: periodic, interval: 1h, prefix: other_}",
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_is_leapt_over_changes_nothing(int seed)
    {
        var (all, _) = await ForeseeAsync(seed, leaps: false);
        var (some, _) = await ForeseeAsync(seed, leaps: true);
        Assert.Equal(all, some);
    }

    [Fact]
    public async Task Many_of_these_do_leap()
    {
        var leapt = 0;
        foreach (var seed in Enumerable.Range(1, 40))
            if ((await ForeseeAsync(seed, leaps: true)).GoneThrough < (await ForeseeAsync(seed, leaps: false)).GoneThrough / 2) leapt++;
        Assert.InRange(leapt, 10, 40);
    }

    [Theory]
    [InlineData("[{type: not_replicated}, {type: last_n, count: 8}]")]
    [InlineData("[{type: grid, grid: '1x10m(keep=all) | 12x10m | 24x1h', regex: '^zrepl_'}, {type: regex, negate: true, regex: '^zrepl_'}]")]
    public async Task A_snapshot_every_half_minute_for_a_year_takes_some_thousand_rounds(string rules)
    {
        var (sender, receiver) = History(new Random(1));
        var job = Samples.Legal($$"""
            jobs:
            - name: j
              type: push
              filesystems: {"tank<": true}
              connect: {type: local, listener_name: there, client_identity: here}
              snapshotting: {type: periodic, interval: 30s, prefix: zrepl_}
              pruning: {keep_sender: {{rules}}, keep_receiver: {{rules}}}
            """).Jobs[0];
        var (_, gone) = await ForeseeAsync(job, sender, receiver, Now.AddDays(365), leaps: true);
        Assert.InRange(gone, 10, 10_000);
    }

    [Fact]
    public async Task What_would_take_too_many_rounds_is_refused_with_the_time_up_to_which_it_is_computed()
    {
        var (sender, receiver) = History(new Random(1));
        var job = Samples.Legal("""
            jobs:
            - name: j
              type: push
              filesystems: {"tank<": true}
              connect: {type: local, listener_name: there, client_identity: here}
              snapshotting: {type: periodic, interval: 30s, prefix: zrepl_}
              pruning: {keep_sender: [{type: last_n, count: 8}], keep_receiver: [{type: last_n, count: 8}]}
            """).Jobs[0];
        var refused = await Assert.ThrowsAsync<EndpointException>(() => ForeseeAsync(job, sender, receiver, Now.AddDays(3650), leaps: true));
        Assert.EndsWith("no more are computed: choose a time before 2027-08-13", refused.Message, StringComparison.Ordinal);
    }

    private static Task<(string[] Words, int GoneThrough)> ForeseeAsync(int seed, bool leaps)
    {
        var random = new Random(seed);
        var job = JobOf(random);
        var (sender, receiver) = History(random);
        return ForeseeAsync(job, sender, receiver, Now.AddDays(random.Next(1, 25)).AddMinutes(random.Next(1000)), leaps);
    }

    private static async Task<(string[] Words, int GoneThrough)> ForeseeAsync(
        JobDefinition job, ImmutableArray<FilesystemVersion> sender, ImmutableArray<FilesystemVersion> receiver, DateTimeOffset asOf, bool leaps)
    {
        var path = DatasetPath.Parse("tank");
        var isLocal = job is SnapJobDefinition;
        var forecast = new PruneForecast(
            job, new ForecastSide(path) { Versions = sender }, isLocal ? null : new ForecastSide(path) { Versions = receiver }, new FakeTimeProvider(Now)) { Leaps = leaps };
        var found = await forecast.ComputeAsync(OfflinePrunePreview.SidesOf(job), asOf, CancellationToken.None);
        return ([.. found.SelectMany(side => side.Plans.SelectMany(Words))], forecast.GoneThrough);
    }

    private static IEnumerable<string> Words(FilesystemPrunePlan plan)
    {
        var planned = Assert.IsType<FilesystemPrunePlan.Planned>(plan);
        yield return $"{planned.Forecast!.Rounds} rounds, {planned.Forecast.TakenAndGone} taken and gone";
        foreach (var fate in SnapshotFate.Of(planned))
            yield return string.Create(CultureInfo.InvariantCulture, $"{fate.Name} {fate.CreatedAt:O} {fate.Destroy} {fate.Mark} {fate.GoneAt:O} {fate.IsNotYetTaken} {string.Join(", ", fate.Because)}");
    }

    private static JobDefinition JobOf(Random random)
    {
        var snapshotting = Any(random, Schedules);
        return random.Next(3) == 0
            ? Samples.Legal($$"""
                jobs:
                - name: j
                  type: snap
                  filesystems: {"tank<": true}
                  snapshotting: {{snapshotting}}
                  pruning: {keep: {{Rules(random, false)}}}
                """).Jobs[0]
            : Samples.Legal($$$"""
                jobs:
                - name: j
                  type: push
                  filesystems: {"tank<": true}
                  connect: {type: local, listener_name: there, client_identity: here}
                  snapshotting: {{{snapshotting}}}
                  replication: {protection: {initial: guarantee_resumability, incremental: {{{Any(random, ["guarantee_resumability", "guarantee_incremental", "guarantee_nothing"])}}}}}
                  pruning: {keep_sender: {{{Rules(random, true)}}}, keep_receiver: {{{Rules(random, false)}}}}
                """).Jobs[0];
    }

    private static string Rules(Random random, bool asksForReplication) => $"[{string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(asksForReplication ? 6 : 5) switch
    {
        0 => $"{{type: last_n, count: {random.Next(1, 20)}}}",
        1 => $"{{type: last_n, count: {random.Next(1, 20)}, regex: '{Any(random, ["^zrepl_", "00_000$", "^manual_"])}'}}",
        2 => $"{{type: regex, negate: {(random.Next(2) == 0 ? "true" : "false")}, regex: '{Any(random, ["^zrepl_", "^manual_", "0730_000$"])}'}}",
        5 => "{type: not_replicated}",
        _ => $"{{type: grid, grid: '{Any(random, Grids)}', regex: '{Any(random, ["^zrepl_", "^manual_", ".*", "00_000$"])}'}}",
    }))}]";

    // Some days at odd times, a few of them held, one perhaps dated ahead; the receiver has those up to some point.
    private static (ImmutableArray<FilesystemVersion> Sender, ImmutableArray<FilesystemVersion> Receiver) History(Random random)
    {
        var sender = ImmutableArray.CreateBuilder<FilesystemVersion>();
        for (var at = Now.AddDays(-4); at < Now.AddMinutes(-10); at += TimeSpan.FromMinutes(random.Next(10, 400)))
        {
            var ahead = random.Next(30) == 0 ? TimeSpan.FromHours(random.Next(100)) : TimeSpan.Zero;
            var number = sender.Count + 1;
            var name = random.Next(4) == 0 ? $"manual_{number}" : $"zrepl_{at.UtcDateTime:yyyyMMdd_HHmmss}_000";
            sender.Add(new(VersionKind.Snapshot, name, (ulong)random.NextInt64(), (ulong)number * 10, (at + ahead).ToUnixTimeSeconds(), random.Next(12) == 0 ? 1u : 0));
        }

        return (sender.ToImmutable(), [.. sender.Take(random.Next(sender.Count)).Where(_ => random.Next(3) > 0).Select(version => version with { UserRefs = 0 })]);
    }

    private static string Any(Random random, string[] texts) => texts[random.Next(texts.Length)];
}
