using Zrepl.Engine.Transport.Tls;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Transport.Tls;

/// <summary>Records of TLS go out and come in several at a time, in order and without a byte that waits.</summary>
public sealed class RecordsTogetherTests : IAsyncLifetime
{
    private readonly byte[] _content = new byte[200_000];
    private WirePair _pair = null!; // with InitializeAsync

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        new Random(1).NextBytes(_content);
        _pair = await WirePair.OpenAsync();
    }

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task What_is_held_goes_out_when_it_is_released_and_not_before()
    {
        var writes = new HeldWrites(_pair.Client);
        writes.Hold();
        for (var at = 0; at < 64_000; at += 16_000) await writes.WriteAsync(_content.AsMemory(at, 16_000), Token);
        Assert.Equal(0, _pair.Server.Socket.Available);
        await writes.ReleaseAsync(Token);
        Assert.Equal(_content[..64_000], await ReadAsync(64_000));

        await writes.WriteAsync(_content.AsMemory(0, 10), Token); // nobody holds any more
        Assert.Equal(_content[..10], await ReadAsync(10));
    }

    [Theory]
    [InlineData(16_408)]
    [InlineData(100_000)] // longer than what can be held
    public async Task More_than_there_is_room_for_goes_out_in_order(int piece)
    {
        var writes = new HeldWrites(_pair.Client);
        var reading = ReadAsync(_content.Length);
        writes.Hold();
        await writes.WriteAsync(_content.AsMemory(0, 5), Token);
        for (var at = 5; at < _content.Length; at += piece) await writes.WriteAsync(_content.AsMemory(at, Math.Min(piece, _content.Length - at)), Token);
        await writes.ReleaseAsync(Token);
        Assert.Equal(_content, await reading);
    }

    [Fact]
    public async Task What_came_is_handed_out_in_pieces_without_waiting_for_more_and_the_end_is_seen()
    {
        var ahead = new ReadAhead(_pair.Server);
        await _pair.Client.WriteAsync(_content.AsMemory(0, 100), Token);
        var buffer = new byte[60];
        Assert.Equal(60, await ahead.ReadAsync(buffer, Token));
        Assert.Equal(0, await ahead.ReadAsync(Memory<byte>.Empty, Token).AsTask().WaitAsync(Deadline.OfATest, Token)); // asks only whether something is there
        Assert.Equal(40, await ahead.ReadAsync(buffer, Token));
        Assert.Equal(_content[60..100], buffer[..40]);
        await _pair.Client.ShutdownWriteAsync(Token);
        Assert.Equal(0, await ahead.ReadAsync(buffer, Token));
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var read = new byte[count];
        for (var at = 0; at < count;) at += await _pair.Server.ReadAsync(read.AsMemory(at), Token) is var more and > 0 ? more : throw new EndOfStreamException();
        return read;
    }
}
