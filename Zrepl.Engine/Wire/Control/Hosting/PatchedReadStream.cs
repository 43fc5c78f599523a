using System.Buffers;
using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Wire.Control.Hosting;

/// <summary>The client's bytes of a control connection as Kestrel can accept them.</summary>
internal sealed class PatchedReadStream(WireStream wire) : Stream
{
    private readonly AuthorityPatch _patch = new();
    private readonly ArrayBufferWriter<byte> _ready = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = AuthorityPatch.PrefaceLength;
    private int _taken;

    /// <summary>Completes when the client has begun to speak HTTP/2.</summary>
    public Task Began => _began.Task;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_taken == _ready.WrittenCount)
        {
            _ready.ResetWrittenCount();
            _taken = 0;
            var received = await wire.ReadAsync(_buffer, cancellationToken);
            if (received == 0) return 0;
            if (_missing > 0 && (_missing -= received) <= 0) _began.TrySetResult();
            _patch.Process(_buffer.AsSpan(0, received), _ready);
        }

        var count = Math.Min(buffer.Length, _ready.WrittenCount - _taken);
        _ready.WrittenMemory.Slice(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
