using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Jobs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Tests.Web.Components.Shared;

/// <summary>How amounts and times are worded (dashboard: words).</summary>
public sealed class TextTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 14, 14, 2, 30, TimeSpan.FromHours(1));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(512, "512 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "0.98 KiB")]
    [InlineData(12_595, "12.3 KiB")]
    [InlineData(432_013_312, "412 MiB")]
    [InlineData(3_446_701_261, "3.21 GiB")]
    [InlineData(1_072_693_248, "1.00 GiB")]
    [InlineData(9_007_199_254_740_992, "8.00 PiB")]
    public void Bytes_have_three_digits_and_a_binary_unit(double bytes, string text) => Assert.Equal(text, ByteText.Of(bytes));

    [Fact]
    public void A_part_of_bytes_is_told_in_the_unit_of_the_whole() => Assert.Equal("0.50 of 9.80 GiB", ByteText.Of(0.5 * (1L << 30), 9.8 * (1L << 30)));

    [Theory]
    [InlineData(0.4, "0.4 s", "0 s")]
    [InlineData(16, "16 s", "16 s")]
    [InlineData(60, "1 min", "1 min")]
    [InlineData(264, "4 min 24 s", "4 min")]
    [InlineData(11_520, "3 h 12 min", "3 h")]
    [InlineData(93_600, "1 d 2 h", "26 h")]
    [InlineData(1_000_000, "11 d 13 h", "11 d")]
    public void Durations_have_two_units_where_they_are_measured_and_one_at_a_glance(double seconds, string exact, string rough)
    {
        Assert.Equal(exact, DurationText.Exact(TimeSpan.FromSeconds(seconds)));
        Assert.Equal(rough, DurationText.Rough(TimeSpan.FromSeconds(seconds)));
    }

    [Theory]
    [InlineData(-26 * 3600, "26 h ago")]
    [InlineData(240, "in 4 min")]
    [InlineData(1, "now")]
    public void A_moment_is_told_by_its_distance(int seconds, string text) => Assert.Equal(text, MomentText.Relative(Now.AddSeconds(seconds), Now));

    [Theory]
    [InlineData("2026-02-14T09:05:00+01:00", "09:05")]
    [InlineData("2026-02-15T00:05:00+01:00", "Sun 00:05")]
    [InlineData("2026-03-01T00:05:00+01:00", "1 Mar 00:05")]
    [InlineData("2025-03-01T00:05:00+01:00", "1 Mar 2025")]
    public void A_clock_time_has_its_day_unless_it_is_today(string moment, string text) =>
        Assert.Equal(text, MomentText.Clock(DateTimeOffset.Parse(moment), Now));

    [Fact]
    public void The_full_time_is_local_and_utc() =>
        Assert.Equal("2026-02-14 14:02:30 +01:00 · 2026-02-14 13:02:30 UTC", MomentText.Full(Now));

    [Theory]
    [InlineData(JobKind.Push, "tcp nas:8888", "push to tcp nas:8888")]
    [InlineData(JobKind.Pull, "local nas", "pull from local nas")]
    [InlineData(JobKind.Sink, "listens on tcp :8888", "sink, listens on tcp :8888")]
    [InlineData(JobKind.Snap, "", "snapshots on this machine")]
    public void What_a_job_is_for_is_one_phrase(JobKind kind, string peer, string text) =>
        Assert.Equal(text, JobWords.Purpose(AJob.Named("j", kind) with { Peer = peer }));

    [Theory]
    [InlineData("held by 1 hold", "Not destroyed: @a, @b: held by 1 hold. zfs holds tells by whom, zfs release lets go.")]
    [InlineData(HeldSnapshot.NeededForReplication, "Not destroyed: @a, @b: needed for replication.")]
    public void Snapshots_that_cannot_go_are_named_with_the_reason(string reason, string text)
    {
        var filesystem = new PrunedFilesystem("tank", [], [], "", "") { HeldList = [new("a", reason), new("b", reason)] };
        Assert.Equal(text, PruneLine.Rows(new(PruneState.Done, "", [], [filesystem])).Single().Warning);
    }

    [Fact]
    public void A_dataset_that_is_done_tells_what_was_sent_and_not_what_was_expected()
    {
        var done = AJob.Done("tank/db") with { Steps = [new(new("@a", "@b", Resumed: false, BytesExpected: 624, BytesReplicated: 1560))] };
        Assert.Equal("1.52 KiB", DatasetLine.From(done, rate: null).Amount);
    }

    [Fact]
    public void A_dataset_that_failed_does_not_look_complete_however_long_its_stream_was()
    {
        var failed = AJob.Broken("tank/db", "out of space") with { Steps = [new(new("@a", "@b", Resumed: false, BytesExpected: 624, BytesReplicated: 1248))] };
        var line = DatasetLine.From(failed, rate: null);
        Assert.Equal(("1.22 KiB", 0.95), (line.Amount, line.Part));
    }
}
