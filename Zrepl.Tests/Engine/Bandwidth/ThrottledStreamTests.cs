using Zrepl.Engine.Bandwidth;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Bandwidth;

public sealed class ThrottledStreamTests // B8.1, wire 9
{
    private readonly SettableClock _clock = new();

    [Fact]
    public async Task The_bytes_arrive_whole_and_no_faster_than_the_limit()
    {
        var content = new byte[3_000];
        new Random(1).NextBytes(content);
        await using var stream = new ThrottledStream(new MemoryStream(content), new TokenBucket(new(1_000, 1_000), _clock));
        using var received = new MemoryStream();
        var copy = stream.CopyToAsync(received);
        for (var waits = 0; waits < 20; waits++)
        {
            Assert.Equal(1_100 + 100 * waits, received.Length + 100); // a piece is read first, then waited for
            await _clock.PassOnceAwaitedAsync(TimeSpan.FromMilliseconds(100));
            await Until(() => received.Length == 1_100 + 100 * waits);
        }

        await copy;
        Assert.Equal(content, received.ToArray());
    }

    [Fact]
    public async Task Without_limit_reads_pass_through_whole()
    {
        await using var stream = new ThrottledStream(new MemoryStream(new byte[600_000]), new TokenBucket(BandwidthLimit.Unlimited, _clock));
        Assert.Equal(524_288, await stream.ReadAsync(new byte[524_288]));
    }

    [Fact] // upstream sleeps 51 s in one piece and ignores cancellation
    public async Task A_slow_read_can_be_cancelled()
    {
        await using var stream = new ThrottledStream(new MemoryStream(new byte[1_000]), new TokenBucket(new(10, 1), _clock));
        using var source = new CancellationTokenSource();
        await stream.ReadExactlyAsync(new byte[1]);
        var read = stream.ReadAsync(new byte[512 * 1024], source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
    }

    [Fact]
    public async Task The_stream_below_is_disposed_with_it()
    {
        var inner = new MemoryStream();
        await new ThrottledStream(inner, new TokenBucket(BandwidthLimit.Unlimited, _clock)).DisposeAsync();
        Assert.False(inner.CanRead);
    }

    // The copy goes on in another thread once its wait is over.
    private static async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Deadline.OfATest);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
