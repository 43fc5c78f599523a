using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs.Forecasts;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Engine.Jobs.Forecasts;

/// <summary>A forecast says where it cannot know: a pull job and the source it fetches from are two jobs, and neither waits for the other.</summary>
public sealed class ForecastScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 9, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("30 2 * * *", true)]
    [InlineData("31 2 * * *", false)]
    [InlineData("30 2 1 * *", true)] // once a month, within the time looked at
    [InlineData("30 2 1 6 *", false)] // after it
    public void Runs_at_the_very_moment_of_a_snapshot_are_named_as_open(string runs, bool isOpen)
    {
        var found = PullSchedule(runs);
        var basis = found.BasisOf(found.RoundsUntil(Now.AddDays(30)));
        Assert.StartsWith(found.Basis, basis, StringComparison.Ordinal);
        Assert.Equal(isOpen, basis.EndsWith("may come before it and send it one run later", StringComparison.Ordinal));
    }

    [Fact]
    public void A_job_that_takes_its_own_snapshots_waits_for_them_and_nothing_is_open()
    {
        var push = (PushJobDefinition)Samples.Legal("""
            jobs:
            - name: j
              type: push
              filesystems: {"tank<": true}
              connect: {type: local, listener_name: there, client_identity: here}
              snapshotting: {type: cron, cron: '30 2 * * *', prefix: zrepl_}
              pruning: {keep_sender: [{type: last_n, count: 5}], keep_receiver: [{type: last_n, count: 5}]}
            """).Jobs[0];
        var found = ScheduleOf(push, null);
        ImmutableArray<ForecastRound> rounds = [.. found.RoundsUntil(Now.AddDays(3))];
        Assert.All(rounds, round => Assert.True(round is { TakesSnapshots: true, Runs: true }));
        Assert.Equal(3, rounds.Length);
        Assert.Equal(found.Basis, found.BasisOf(rounds));
    }

    private static ForecastSchedule PullSchedule(string runs)
    {
        var jobs = Samples.Legal($$"""
            jobs:
            - name: j
              type: pull
              connect: {type: local, listener_name: here, client_identity: there}
              root_fs: backup
              cron: '{{runs}}'
              pruning: {keep_sender: [{type: last_n, count: 5}], keep_receiver: [{type: last_n, count: 5}]}
            - name: source
              type: source
              serve: {type: local, listener_name: here}
              filesystems: {"tank<": true}
              snapshotting: {type: cron, cron: '30 2 * * *', prefix: zrepl_}
            """).Jobs;
        return ScheduleOf(jobs[0], (SourceJobDefinition)jobs[1]);
    }

    private static ForecastSchedule ScheduleOf(JobDefinition job, SourceJobDefinition? source) =>
        new ForecastSchedules(Now, new FakeTimeProvider(Now), null).Of(job, source, ImmutableSortedDictionary<DatasetPath, ImmutableArray<FilesystemVersion>>.Empty);
}
