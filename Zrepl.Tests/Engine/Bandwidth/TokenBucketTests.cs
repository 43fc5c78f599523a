using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Bandwidth;

namespace Zrepl.Tests.Engine.Bandwidth;

public sealed class TokenBucketTests // B8.1, wire 9
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task It_starts_full_and_then_waits_for_each_byte()
    {
        var bucket = new TokenBucket(new(1000, 500), _clock);
        await bucket.TakeAsync(500, CancellationToken.None);
        var wait = bucket.TakeAsync(250, CancellationToken.None);
        _clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(wait.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await wait;
    }

    [Fact]
    public async Task More_than_the_capacity_only_waits_longer()
    {
        var bucket = new TokenBucket(new(1000, 500), _clock);
        var wait = bucket.TakeAsync(2500, CancellationToken.None);
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(wait.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await wait;
    }

    [Fact]
    public void A_pause_earns_no_more_than_the_capacity()
    {
        var bucket = new TokenBucket(new(1000, 500), _clock);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(bucket.TakeAsync(500, CancellationToken.None).IsCompletedSuccessfully);
        Assert.False(bucket.TakeAsync(1, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public void Streams_share_one_bucket()
    {
        var bucket = new TokenBucket(new(1000, 100), _clock);
        var waits = Enumerable.Range(0, 11).Select(_ => bucket.TakeAsync(100, CancellationToken.None)).ToList();
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(6, waits.Count(w => w.IsCompleted));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(11, waits.Count(w => w.IsCompleted));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        var wait = new TokenBucket(new(1, 1), _clock).TakeAsync(3600, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Theory]
    [InlineData(null, 524_288, 524_288)]
    [InlineData(10_240L, 524_288, 1_024)]
    [InlineData(1L, 524_288, 1)]
    [InlineData(1_000_000_000L, 524_288, 65_536)]
    [InlineData(1_000_000_000L, 100, 100)]
    public void Pieces_are_a_tenth_of_a_second_and_at_most_64_KiB(long? rate, int wanted, int piece) =>
        Assert.Equal(piece, new TokenBucket(new(rate, 131_072), _clock).PieceOf(wanted));

    [Fact]
    public void The_limit_can_change_while_streams_run()
    {
        var bucket = new TokenBucket(new(1, 1), _clock);
        Assert.False(bucket.TakeAsync(1000, CancellationToken.None).IsCompleted);
        bucket.Change(BandwidthLimit.Unlimited);
        Assert.True(bucket.TakeAsync(long.MaxValue, CancellationToken.None).IsCompletedSuccessfully);
        bucket.Change(new(1000, 500));
        Assert.Equal(1000, bucket.Limit.MaxBytesPerSecond);
        Assert.True(bucket.TakeAsync(500, CancellationToken.None).IsCompletedSuccessfully);
        Assert.False(bucket.TakeAsync(500, CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task A_fast_limit_is_reached_although_timers_are_late()
    {
        // 1 GB/s with the default bucket, woken up 5 ms late each time.
        var bucket = new TokenBucket(new(1_000_000_000, BandwidthLimit.DefaultBucketCapacity), _clock);
        long moved = 0;
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(1);)
        {
            var wait = bucket.TakeAsync(TokenBucket.LargestPiece, CancellationToken.None);
            moved += TokenBucket.LargestPiece;
            if (wait.IsCompleted) continue;
            _clock.Advance(TimeSpan.FromMilliseconds(5));
            passed += TimeSpan.FromMilliseconds(5);
            await wait;
        }

        Assert.InRange(moved, 950_000_000, 1_050_000_000);
    }
}
