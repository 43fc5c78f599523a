using System.Diagnostics.CodeAnalysis;
using Zrepl.Engine.Transport.Tcp;

namespace Zrepl.Engine.Transport.Tls;

/// <summary>
/// The way out below TLS. TLS hands over each record of 16 KiB by itself; those of one write of the layer above go out together, which saves most calls
/// to the network.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A semaphore without a wait handle has nothing to give back, and a late writer must find it alive.")]
internal sealed class HeldWrites(SocketWire wire)
{
    // Four full records with what TLS adds to them: the longest write of a connection (its slices of 64 KiB).
    private const int Capacity = 66 * 1024;

    private readonly SemaphoreSlim _writing = new(1, 1); // TLS may also write while it reads: an alert, an answer to a key update
    private byte[]? _held;
    private int _count;
    private bool _isHolding;

    /// <summary>From now on bytes are kept until <see cref="ReleaseAsync"/>, as far as there is room.</summary>
    public void Hold()
    {
        _held ??= new byte[Capacity];
        Volatile.Write(ref _isHolding, true);
    }

    /// <summary>Sends what was kept, and from now on everything at once.</summary>
    public async ValueTask ReleaseAsync(CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            _isHolding = false;
            await SendHeldAsync(cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Keeps bytes or sends them, in order.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            if (bytes.Length > Capacity - _count) await SendHeldAsync(cancellation);
            if (_isHolding && bytes.Length <= Capacity)
            {
                bytes.CopyTo(_held.AsMemory(_count));
                _count += bytes.Length;
                return;
            }

            await wire.WriteAsync(bytes, cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async ValueTask SendHeldAsync(CancellationToken cancellation)
    {
        if (_count == 0) return;
        var count = _count;
        _count = 0;
        await wire.WriteAsync(_held.AsMemory(0, count), cancellation);
    }
}
