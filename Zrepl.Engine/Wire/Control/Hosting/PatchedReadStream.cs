using System.Buffers;
using Zrepl.Engine.Transport;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Wire.Control.Hosting;

/// <summary>The client's bytes of a control connection as Kestrel can accept them.</summary>
internal sealed class PatchedReadStream(WireStream wire) : ReadOnlyStream
{
    private readonly AuthorityPatch _patch = new();
    private readonly ArrayBufferWriter<byte> _ready = new();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing = AuthorityPatch.PrefaceLength;
    private int _taken;

    /// <summary>Completes when the client has begun to speak HTTP/2.</summary>
    public Task Began => _began.Task;

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
}
