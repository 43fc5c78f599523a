using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Replication.Reports;

/// <summary>1.11.3 and C-06 to C-08.</summary>
public sealed class ReportFiguresTests
{
    [Fact] // C6: totals of the sample
    public void Bytes_are_summed_over_steps_and_filesystems()
    {
        var attempt = Sample().Attempts[0];
        Assert.Equal(new ByteFigures(71265222349, 26317173248, IsImprecise: false), attempt.Bytes());
        Assert.Equal(new ByteFigures(10485760 + 47185920, 10485760, false), attempt.Filesystems[4].Bytes());
    }

    [Fact] // C-07
    public void A_step_of_unknown_size_makes_the_sum_imprecise() =>
        Assert.True(Attempt(AttemptState.FanOutFilesystems, Filesystem(FilesystemState.Stepping, 0, Step(10), Step(0))).Bytes().IsImprecise);

    [Fact] // C-06
    public void Failed_filesystems_are_counted_in_the_latest_attempt()
    {
        var ok = Filesystem(FilesystemState.Done, 0);
        var bad = ok with { StepError = new("x", null) };
        var unplanned = ok with { PlanError = new("x", null) };
        Assert.Equal(0, Report().FailedCount());
        Assert.Equal(-1, Report(Attempt(AttemptState.PlanningError)).FailedCount());
        Assert.Equal(2, Report(Attempt(AttemptState.FilesystemError, ok, bad, ok, unplanned, ok)).FailedCount());
        Assert.Equal(0, Report(Attempt(AttemptState.FilesystemError, bad), Attempt(AttemptState.Done, ok)).FailedCount());
        Assert.Equal(0, Report(Attempt(AttemptState.FanOutFilesystems, bad)).FailedCount());
    }

    [Fact]
    public void People_count_steps_from_one()
    {
        Assert.Equal(1, Filesystem(FilesystemState.Stepping, 0, Step(1), Step(1)).CurrentStepForPeople());
        Assert.Equal(2, Filesystem(FilesystemState.Done, 2, Step(1), Step(1)).CurrentStepForPeople());
        Assert.Equal(0, Filesystem(FilesystemState.Planning, 0).CurrentStepForPeople());
    }

    [Fact] // A4.1: the rendered sample
    public void The_next_step_is_told_while_stepping() => Assert.Equal(
        [
            "",
            "next: @zrepl_20260216_084500_000 => @zrepl_20260216_090000_000",
            "next: @zrepl_20260216_084500_000 => @zrepl_20260216_090000_000 (resumed)",
            "",
            "",
        ],
        Sample().Attempts[0].Filesystems.Select(f => f.NextStepText()));

    [Fact]
    public void A_full_send_is_told_as_such() =>
        Assert.Equal("next: full send @a", Filesystem(FilesystemState.Stepping, 0, Step(1)).NextStepText());

    [Fact]
    public void Only_those_that_wait_for_nothing_are_active() =>
        Assert.Equal([false, true, false, false, false], Sample().Attempts[0].Filesystems.Select(f => f.IsActive()));

    [Fact] // C-08
    public void The_rate_is_the_difference_between_looks_and_forgotten_after_three_quiet_seconds()
    {
        var clock = new FakeTimeProvider();
        var rate = new TransferRate(clock);
        Assert.Null(rate.Look(0));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10 << 20, rate.Look(10 << 20));
        clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(10 << 20, rate.Look(10 << 20));
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Null(rate.Look(10 << 20));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1 << 20, rate.Look(11 << 20));
    }

    [Fact]
    public void A_new_attempt_begins_with_an_unknown_rate()
    {
        var clock = new FakeTimeProvider();
        var rate = new TransferRate(clock);
        rate.Look(0);
        clock.Advance(TimeSpan.FromSeconds(1));
        rate.Look(1000);
        Assert.Null(rate.Look(10));
    }

    [Theory]
    [InlineData(1000, 0, 100.0, 10)]
    [InlineData(1000, 1200, 100.0, null)] // more than expected
    [InlineData(1000, 0, null, null)]
    public void The_time_left_follows_from_the_rate(long expected, long replicated, double? rate, int? seconds) =>
        Assert.Equal(seconds, TransferRate.TimeLeft(new(expected, replicated, false), rate)?.TotalSeconds);

    private static ReplicationReport Sample() => JsonSerializer.Deserialize(
        StatusFixtures.Read("status/push-job-status.json")["Jobs"]!["prod_to_backups"]!["push"]!["Replication"],
        ReplicationReportJson.Default.ReplicationReport)!;

    private static ReplicationReport Report(params AttemptReport[] attempts) => new(null, null, null, null, null, [.. attempts]);

    private static AttemptReport Attempt(AttemptState state, params FilesystemReport[] filesystems) => new(state, null, null, null, [.. filesystems]);

    private static FilesystemReport Filesystem(FilesystemState state, int current, params StepReport[] steps) =>
        new(new("tank"), state, BlockedOn.Nothing, null, null, current, [.. steps]);

    private static StepReport Step(long expected) => new(new("", "@a", false, expected, 0));
}
