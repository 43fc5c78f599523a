using System.Security.Cryptography;

namespace Zrepl.Tests.Support.Wire;

/// <summary>Bytes that follow from their position and a seed, in pieces of the size asked for; so long a stream needs no memory.</summary>
internal sealed class PatternStream(long length, int seed = 1, Exception? failure = null) : Stream
{
    private static readonly byte[] Noise = Make();
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public static string Sha256(long length, int seed = 1)
    {
        using var stream = new PatternStream(length, seed);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    public override int Read(Span<byte> buffer)
    {
        if (_position == length) return failure is null ? 0 : throw failure;
        var from = (int)((_position + (long)seed * 7919) % (Noise.Length - 1));
        var count = (int)Math.Min(Math.Min(buffer.Length, length - _position), Noise.Length - 1 - from);
        Noise.AsSpan(from, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Make()
    {
        var noise = new byte[1_048_573];
        new Random(20240131).NextBytes(noise);
        return noise;
    }
}
