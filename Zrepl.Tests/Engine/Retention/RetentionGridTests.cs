using System.Globalization;
using Zrepl.Engine.Retention;

namespace Zrepl.Tests.Engine.Retention;

public sealed class RetentionGridTests
{
    private static readonly DateTimeOffset Now = new(2024, 6, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory] // 3.7.1, config 3.4, C8
    [InlineData("1x1h(keep=all) | 24x1h | 14x1d", "1x1h(keep=all) | 24x1h | 14x1d", 39)]
    [InlineData("2x1h(keep=3)", "2x1h(keep=3)", 2)]
    [InlineData("1x1h (keep=3)", "1x1h(keep=3)", 1)]
    [InlineData(" 2 x 30d ", "2x30d", 2)]
    [InlineData("1x1w", "1x1w", 1)]
    [InlineData("1x90m", "1x90m", 1)]
    [InlineData("1x1d(keep=all)|24x1h", "1x1d(keep=all) | 24x1h", 25)]
    [InlineData("1x1h( keep=2)", "1x1h(keep=2)", 1)]
    public void A_grid_is_terms_of_equal_buckets(string text, string canonical, long buckets)
    {
        var grid = RetentionGrid.Parse(text);
        Assert.Equal(buckets, grid.BucketCount);
        Assert.Equal(canonical, grid.ToString());
        Assert.Equal(grid, RetentionGrid.Parse(grid.ToString()));
    }

    [Theory] // 3.7.1, I17, I18, I19, BAD-27; config 3.4, C8
    [InlineData("", "cannot parse interval 1 of 1: retention string does not match expected format: ")]
    [InlineData("1x1h |", "cannot parse interval 2 of 2: retention string does not match expected format: ")]
    [InlineData("1X1h", "cannot parse interval 1 of 1: retention string does not match expected format: 1X1h")]
    [InlineData("1x", "retention string does not match expected format")]
    [InlineData("x1h", "retention string does not match expected format")]
    [InlineData("1h", "retention string does not match expected format")]
    [InlineData("-1x1h", "retention string does not match expected format")]
    [InlineData("0x1h", "cannot parse interval 1 of 1: contains factor <= 0: 0x1h")]
    [InlineData("99999999999x1h", "factor out of range")]
    [InlineData("1x0s", "duration must be positive integer")]
    [InlineData("1x-1h", "duration must be positive integer")]
    [InlineData("1x5", "missing time unit")]
    [InlineData("1x10", "missing time unit")]
    [InlineData("1x1h30m", "must match ^")]
    [InlineData("1x1.5h", "must match ^")]
    [InlineData("1x1y", "must match ^")]
    [InlineData("1xfoo", "must match ^")]
    [InlineData("1x1h,(keep=all)", "must match ^")]
    [InlineData("1x1h()", "interval parameter contains unknown parameters")]
    [InlineData("1x1h(keep=)", "interval parameter contains unknown parameters")]
    [InlineData("1x1h(foo=1)", "interval parameter contains unknown parameters")]
    [InlineData("1x1h(keep=x)", "cannot parse keep_count value")]
    [InlineData("1x1h(keep=1,foo=2)", "cannot parse keep_count value")]
    [InlineData("1x1h(keep=all )", "cannot parse keep_count value")]
    [InlineData("1x1h(keep= 2)", "cannot parse keep_count value")]
    [InlineData("1x1h(keep=-1)", "keep must be a positive number or \"all\"")]
    [InlineData("1x1h(keep=0)", "keep must be a positive number or \"all\"")]
    [InlineData("1x1h(keep=-2)", "keep must be a positive number or \"all\"")]
    [InlineData("1x1h | 1x0s(keep=2)", "cannot parse interval 2 of 2: duration must be positive integer: 1x0s(keep=2)")]
    [InlineData("1x1d | 24x1h", "retention grid interval length must be monotonically increasing")]
    [InlineData("1x1h(keep=all) | 1x2h | 1x1h", "retention grid interval length must be monotonically increasing")]
    public void A_wrong_interval_is_named_with_its_reason(string text, string problem)
    {
        Assert.False(RetentionGrid.TryParse(text, out _, out var found));
        Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    [Theory] // 8.6; offsets in seconds from now
    [InlineData("boundaries", "1x10m|1x10m|1x10m", "0@60+ 1@0+ 2@-600+ 3@-1200+ 4@-1800- 5@-2400-")]
    [InlineData("keep all", "1x1m(keep=all)|1x1m", "a@0+ b@-1+ c@-2+ d@-60- e@-61+")]
    [InlineData("complex", "1x10m(keep=all)|1x10m|1x10m(keep=2)|1x1h",
        "1@180+ b1@-360+ b3@-480+ b2@-540+ a@-660- c@-1140+ foo@-1500+ bar@-1560+ border@-1800- d@-4500+ q@-5400- e@-5460- f@-7200-")]
    [InlineData("empty input", "3x10m|1x1h", "")]
    public void The_buckets_keep_their_oldest(string name, string grid, string expected)
    {
        var rows = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var dates =
            rows.Select(r =>
            Now + TimeSpan.FromSeconds(int.Parse(r[(r.IndexOf('@', StringComparison.Ordinal) + 1)..^1], CultureInfo.InvariantCulture)));
        // "complex" has -90 min in the hour that ends at -30 min: its older edge is outside, and -75 min is the oldest inside.
        var verdicts = RetentionGrid.Parse(grid).Thin([.. dates], Now);
        Assert.Equal($"{name}: {expected}", $"{name}: {string.Join(' ', rows.Zip(verdicts, (row, v) => row[..^1] + (v.Keeps ? '+' : '-')))}");
    }

    [Fact] // 8.6 "keeps oldest"
    public void A_bucket_that_keeps_two_destroys_the_younger_ones()
    {
        var verdicts = RetentionGrid.Parse("1x1m(keep=2)").Thin([.. Enumerable.Range(1, 5).Select(s => Now.AddSeconds(s))], Now.AddSeconds(5));
        Assert.Equal([true, true, false, false, false], verdicts.Select(v => v.Keeps));
        Assert.Equal(
            ["oldest of bucket 1 (1x1m(keep=2))", "2nd oldest of bucket 1 (1x1m(keep=2))", "bucket 1 (1x1m(keep=2)) keeps only its 2 oldest"],
            verdicts.Take(3).Select(v => v.Reason));
    }

    [Fact] // 3.7.2: of two snapshots of one second the one with the lower txg goes first
    public void Of_equal_dates_the_earlier_created_is_destroyed_first()
    {
        var verdicts = RetentionGrid.Parse("1x1m").Thin([Now, Now], Now);
        Assert.Equal([false, true], verdicts.Select(v => v.Keeps));
    }

    [Fact]
    public void A_grid_of_billions_of_buckets_costs_no_more_than_a_small_one()
    {
        var grid = RetentionGrid.Parse("2000000000x1s | 2000000000x292w");
        Assert.Equal(4_000_000_000, grid.BucketCount);
        Assert.Equal(1_999_999_999, grid.BucketAt(TimeSpan.FromSeconds(1_999_999_998))?.Number);
        Assert.Equal(2_000_000_001, grid.BucketAt(TimeSpan.FromSeconds(2_000_000_000))?.Number);
    }
}
