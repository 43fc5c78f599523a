using System.Threading.Channels;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Moving;

namespace Zrepl.Tests.Zfs.Moving;

/// <summary>What is there comes together, what is not there is not waited for, and nothing is lost or out of order.</summary>
public sealed class GatheredReadsTests : IDisposable
{
    private const int Size = 64 * 1024;

    private readonly Steps _source = new();

    public void Dispose() => _source.Dispose();

    [Fact]
    public async Task What_is_there_comes_in_one_piece()
    {
        var reads = new GatheredReads(_source, new byte[Size]);
        _source.Give("abc");
        _source.Give("de");
        _source.Give("f");
        Assert.Equal("abcdef", await TextAsync(reads));
    }

    [Fact]
    public async Task What_is_not_there_yet_is_not_waited_for_and_comes_next()
    {
        var reads = new GatheredReads(_source, new byte[Size]);
        _source.Give("abc");
        var first = await reads.NextAsync(default).AsTask().WaitAsync(Deadline.OfATest);
        var second = TextAsync(reads);
        Assert.False(second.IsCompleted);
        _source.Give("de");
        Assert.Equal("de", await second);
        Assert.Equal("abc", Text(first)); // stands while what comes after it is read
    }

    [Fact]
    public async Task The_first_read_is_waited_for()
    {
        var reads = new GatheredReads(_source, new byte[Size]);
        var first = TextAsync(reads);
        Assert.False(first.IsCompleted);
        _source.Give("a");
        Assert.Equal("a", await first);
    }

    [Fact]
    public async Task The_end_comes_after_everything_before_it_and_is_asked_for_once()
    {
        var reads = new GatheredReads(_source, new byte[Size]);
        _source.Give("abc");
        _source.End();
        Assert.Equal("abc", await TextAsync(reads));
        Assert.Equal("", await TextAsync(reads));
        Assert.Equal("", await TextAsync(reads));
        Assert.Equal(2, _source.Reads);
    }

    [Fact] // what arrived before a connection broke is part of what can be resumed
    public async Task A_failure_comes_after_everything_before_it()
    {
        var reads = new GatheredReads(_source, new byte[Size]);
        _source.Give("abc");
        _source.Fail(new IOException("cut"));
        Assert.Equal("abc", await TextAsync(reads));
        var failure = await Assert.ThrowsAsync<IOException>(() => TextAsync(reads));
        Assert.Equal("cut", failure.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(16 * 1024)]
    [InlineData(Size)]
    public async Task A_long_source_comes_whole_and_in_order_whatever_the_size_of_its_pieces(int piece)
    {
        var bytes = new byte[piece == 1 ? 3 * Size : 20 * Size];
        new Random(piece).NextBytes(bytes);
        using var source = new Pieces(bytes, piece);
        var reads = new GatheredReads(source, new byte[Size]);
        using var all = new MemoryStream();
        var longest = 0;
        while (await reads.NextAsync(default) is { IsEmpty: false } next)
        {
            all.Write(next.Span);
            longest = Math.Max(longest, next.Length);
        }

        Assert.True(bytes.AsSpan().SequenceEqual(all.ToArray()));
        Assert.InRange(longest, piece == 1 ? Size - (16 * 1024) : piece, Size); // only single bytes are all there at once here
    }

    [Fact] // when the buffer is full the next read has to begin at its start, but not before the caller comes back
    public async Task What_was_given_stands_until_the_next_call_also_when_the_buffer_is_full()
    {
        var reads = new GatheredReads(_source, new byte[Size]);
        var full = new string('a', Size);
        _source.Give(full);
        var first = await reads.NextAsync(default);
        _source.Give(new string('b', Size));
        await Task.Yield();
        Assert.Equal(1, _source.Reads);
        Assert.Equal(full, Text(first));
        Assert.Equal(new string('b', Size), await TextAsync(reads));
    }

    [Fact]
    public async Task A_source_that_throws_at_once_loses_nothing_that_came_before()
    {
        using var source = new ThrowsAtSecond();
        var reads = new GatheredReads(source, new byte[Size]);
        Assert.Equal(3, (await reads.NextAsync(default)).Length);
        await Assert.ThrowsAsync<IOException>(() => TextAsync(reads));
    }

    [Fact]
    public async Task A_read_under_way_is_over_when_it_was_stopped()
    {
        using var cancelled = new CancellationTokenSource();
        var reads = new GatheredReads(_source, new byte[Size]);
        _source.Give("abc");
        await reads.NextAsync(cancelled.Token);
        await cancelled.CancelAsync();
        await reads.StopAsync().AsTask().WaitAsync(Deadline.OfATest);
        Assert.Equal(0, _source.UnderWay);
        Assert.Equal("", await TextAsync(reads));
    }

    private static async Task<string> TextAsync(GatheredReads reads) => Text(await reads.NextAsync(default).AsTask().WaitAsync(Deadline.OfATest));

    private static string Text(ReadOnlyMemory<byte> bytes) => System.Text.Encoding.ASCII.GetString(bytes.Span);

    // A source that gives what the test gives it, one piece a read.
    private sealed class Steps : ReadOnlyStream
    {
        private readonly Channel<Func<byte[]>> _steps = Channel.CreateUnbounded<Func<byte[]>>();

        public int Reads { get; private set; }

        public int UnderWay { get; private set; }

        public void Give(string text) => _steps.Writer.TryWrite(() => System.Text.Encoding.ASCII.GetBytes(text));

        public void End() => _steps.Writer.TryWrite(() => []);

        public void Fail(Exception failure) => _steps.Writer.TryWrite(() => throw failure);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads++;
            UnderWay++;
            try
            {
                var step = await _steps.Reader.ReadAsync(cancellationToken);
                var bytes = step();
                bytes.CopyTo(buffer);
                return bytes.Length;
            }
            finally
            {
                UnderWay--;
            }
        }
    }

    // Everything is there, but no read gives more than a piece; every third is done a moment later.
    private sealed class Pieces(byte[] bytes, int piece) : ReadOnlyStream
    {
        private int _at;
        private int _reads;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (piece > 1 && ++_reads % 3 == 0) await Task.Yield();
            var count = Math.Min(Math.Min(piece, buffer.Length), bytes.Length - _at);
            bytes.AsMemory(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }

    private sealed class ThrowsAtSecond : ReadOnlyStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ++_reads == 1 ? ValueTask.FromResult(3) : throw new IOException("cut");
    }
}
