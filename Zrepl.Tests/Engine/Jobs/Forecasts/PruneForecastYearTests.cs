using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support.Jobs;

namespace Zrepl.Tests.Engine.Jobs.Forecasts;

/// <summary>
/// Promise 2, looking ahead: what a preview says of a day to come is what the jobs themselves leave on that day, for random histories and rules, over a year
/// in Berlin with both its changes of the clock.
/// </summary>
public sealed class PruneForecastYearTests
{
    private const string Sink = """
        - name: sink
          type: sink
          serve: {type: local, listener_name: there}
          root_fs: backup
          recv: {placeholder: {encryption: 'off'}}

        """;

    private static readonly DateTimeOffset Begin = new(2025, 8, 1, 9, 30, 0, TimeSpan.FromHours(2));
    private static readonly DateTimeOffset FirstDay = new(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(1));

    // Days after the first: the clock goes forward on day 87 (29 March) and back on day 297 (25 October).
    private static readonly int[] Days = [1, 30, 87, 88, 200, 297, 298, 364];

    [Theory]
    [InlineData(1, "{type: cron, cron: '30 2 * * *', prefix: zrepl_}")] // at a time that one night does not have and one has twice
    [InlineData(2, "{type: periodic, interval: 24h, prefix: zrepl_}")]
    [InlineData(3, "{type: cron, cron: '0 */12 * * *', prefix: zrepl_, timestamp_format: iso-8601, timestamp_location: Europe/Berlin}")]
    [InlineData(4, "{type: periodic, interval: 31h, prefix: zrepl_}")]
    public async Task A_snap_job_leaves_what_was_foreseen(int seed, string snapshotting)
    {
        var random = new Random(seed);
        var job = $$"""
            - name: j
              type: snap
              filesystems: {"tank/data<": true}
              snapshotting: {{snapshotting}}
              pruning: {keep: {{RandomRules.Of(random, asksForReplication: false)}}}

            """;
        await using var world = await YearWorld.BeginAsync(Begin);
        await LiveBeforeAsync(world, random);
        var definition = await world.StartAsync(job, "");
        await ComparePastAndFutureAsync(world, definition, [(PruneSide.Local, "")]);
    }

    [Theory]
    [InlineData(11, "{type: cron, cron: '30 2 * * *', prefix: zrepl_}", "guarantee_resumability")]
    [InlineData(12, "{type: periodic, interval: 24h, prefix: zrepl_}", "guarantee_incremental")]
    [InlineData(13, "{type: periodic, interval: 29h, prefix: zrepl_}", "guarantee_nothing")]
    public async Task A_push_job_leaves_what_was_foreseen_on_both_sides(int seed, string snapshotting, string protection)
    {
        var random = new Random(seed);
        var job = $$$"""
            - name: j
              type: push
              filesystems: {"tank/data<": true}
              connect: {type: local, listener_name: there, client_identity: here}
              snapshotting: {{{snapshotting}}}
              replication: {protection: {initial: {{{protection}}}, incremental: {{{protection}}}}}
              conflict_resolution: {initial_replication: {{{(random.Next(2) == 0 ? "all" : "most_recent")}}}}
              pruning: {keep_sender: {{{RandomRules.Of(random, asksForReplication: true)}}}, keep_receiver: {{{RandomRules.Of(random, asksForReplication: false)}}}}

            """;
        await using var world = await YearWorld.BeginAsync(Begin);
        await LiveBeforeAsync(world, random);
        var definition = await world.StartAsync(job, Sink);
        await ComparePastAndFutureAsync(world, definition, [(PruneSide.Sender, ""), (PruneSide.Receiver, "backup/here/")]);
    }

    [Theory]
    [InlineData(21, "{type: cron, cron: '30 2 * * *', prefix: zrepl_}", "interval: 24h", "guarantee_resumability")]
    [InlineData(22, "{type: periodic, interval: 24h, prefix: zrepl_}", "cron: '10 1 * * *'", "guarantee_incremental")]
    [InlineData(23, "{type: periodic, interval: 31h, prefix: zrepl_}", "interval: 25h", "guarantee_nothing")]
    public async Task A_pull_job_leaves_what_was_foreseen_on_both_sides(int seed, string snapshotting, string trigger, string protection)
    {
        var random = new Random(seed);
        var job = $$$"""
            - name: j
              type: pull
              connect: {type: local, listener_name: here, client_identity: there}
              root_fs: backup
              {{{trigger}}}
              recv: {placeholder: {encryption: 'off'}}
              replication: {protection: {initial: {{{protection}}}, incremental: {{{protection}}}}}
              conflict_resolution: {initial_replication: {{{(random.Next(2) == 0 ? "all" : "most_recent")}}}}
              pruning: {keep_sender: {{{RandomRules.Of(random, asksForReplication: true)}}}, keep_receiver: {{{RandomRules.Of(random, asksForReplication: false)}}}}

            """;
        var source = $$"""
            - name: source
              type: source
              serve: {type: local, listener_name: here}
              filesystems: {"tank/data<": true}
              snapshotting: {{snapshotting}}

            """;
        await using var world = await YearWorld.BeginAsync(Begin);
        await LiveBeforeAsync(world, random);
        var definition = await world.StartThereAsync(job, source);
        var sourceJob = (SourceJobDefinition)Samples.Legal("jobs:\n" + source).Jobs[0];
        await ComparePastAndFutureAsync(world, definition, [(PruneSide.Sender, ""), (PruneSide.Receiver, "backup/")], sourceJob);
    }

    // Some months with snapshots of several kinds at odd times, a few of them held.
    private static async Task LiveBeforeAsync(YearWorld world, Random random)
    {
        foreach (var dataset in new[] { "tank/data", "tank/data/a" }) await world.ZfsAsync("create", dataset);
        for (var number = 0; world.Clock.GetUtcNow() < FirstDay - TimeSpan.FromDays(4); number++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(random.Next(30, 6000)));
            var dataset = random.Next(3) == 0 ? "tank/data/a" : "tank/data";
            var name = random.Next(4) == 0 ? $"manual_{number}" : $"zrepl_{world.Clock.GetUtcNow().UtcDateTime:yyyyMMdd_HHmmss}_000";
            await world.ZfsAsync("snapshot", $"{dataset}@{name}");
            if (random.Next(12) == 0) await world.ZfsAsync("hold", "mine", $"{dataset}@{name}");
        }
    }

    private static async Task ComparePastAndFutureAsync(YearWorld world, JobDefinition job, ImmutableArray<(PruneSide Side, string Below)> sides, SourceJobDefinition? source = null)
    {
        await world.LiveUntilAsync(job.Name.Text, FirstDay);
        var foreseen = new Dictionary<(int Day, PruneSide Side, string Dataset), HashSet<string>>();
        foreach (var day in Days)
        {
            var found = await world.Acting.Preview.PruningAheadAsync(job, [.. sides.Select(one => one.Side)], FirstDay.AddDays(day), source, CancellationToken.None);
            foreach (var (index, (side, _)) in sides.Index())
            {
                foreach (var plan in found[index].Plans.OfType<FilesystemPrunePlan.Planned>()) // the others are placeholders
                    foreseen[(day, side, plan.Path.Text)] = [.. SnapshotFate.Of(plan).Where(fate => !fate.Destroy).Select(fate => fate.Name)];
            }
        }

        foreach (var day in Days)
        {
            await world.LiveUntilAsync(job.Name.Text, FirstDay.AddDays(day));
            foreach (var (side, below) in sides)
            {
                foreach (var dataset in new[] { "tank/data", "tank/data/a" })
                {
                    var left = await YearWorld.SnapshotsAsync(side == PruneSide.Receiver ? world.Peer : world.Engine, below + dataset);
                    Assert.Equal(foreseen[(day, side, dataset)].Order(), left.Order());
                }
            }
        }

        Assert.True(world.Acting.Status.Find(job.Name.Text)!.LastRun!.Number > 200); // it has lived
    }
}
