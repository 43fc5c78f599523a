using System.Net.Sockets;

namespace Zrepl.Engine.Transport.Tcp;

/// <summary>A connected stream socket: TCP, or one end of a Unix socket pair.</summary>
public sealed class SocketWire : WireStream
{
    private int _isAborted;

    /// <summary>Takes over a connected socket.</summary>
    public SocketWire(Socket socket)
    {
        Socket = socket;
        RemoteDescription = socket.RemoteEndPoint?.ToString() is { Length: > 0 } remote ? remote : "(socket)";
    }

    /// <summary>The socket, for those who can move its bytes without copying.</summary>
    public Socket Socket { get; }

    /// <inheritdoc/>
    public override string RemoteDescription { get; }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty) buffer = buffer[await Socket.SendAsync(buffer, SocketFlags.None, cancellationToken)..];
    }

    /// <inheritdoc/>
    public override WireSigns Look() => TcpSigns.Of(Socket);

    /// <inheritdoc/>
    public override ValueTask ShutdownWriteAsync(CancellationToken cancellation)
    {
        Socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        if (Interlocked.Exchange(ref _isAborted, 1) == 1) return;
        Socket.Close(timeout: 0); // with a reset: the other side shall not wait
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void CloseNow() => Socket.Dispose(); // what was written still goes out
}
