using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Serilog.Events;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>Sends each line with a newline to a log server over the network.</summary>
/// <param name="target">How to reach it.</param>
/// <param name="tls">Not null: the connection is encrypted and both sides prove who they are.</param>
/// <param name="retryInterval">Time between attempts to connect.</param>
/// <param name="clock">Measures it.</param>
internal sealed class TcpLogWriter(NetworkTarget target, TlsFiles? tls, TimeSpan retryInterval, TimeProvider clock) : ILogWriter
{
    private readonly Reconnect<Connection> _connection = new(retryInterval, clock);

    public string Target => target.ToString();

    public async ValueTask WriteAsync(LogEvent entry, string line, CancellationToken cancellation) => await _connection.UseAsync(
        ConnectAsync,
        (connection, token) => connection.SendAsync(Encoding.UTF8.GetBytes(line + '\n'), token),
        cancellation);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async ValueTask<Connection> ConnectAsync(CancellationToken cancellation)
    {
        var connection = new Connection(await target.ConnectAsync(cancellation));
        try
        {
            if (tls is not null) await connection.EncryptAsync(ClientTls.Load(tls, target.Address.Host), cancellation);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private sealed class Connection(Socket socket) : IDisposable
    {
        private SslStream? _encrypted;

        public async ValueTask EncryptAsync(SslClientAuthenticationOptions options, CancellationToken cancellation)
        {
            _encrypted = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
            await _encrypted.AuthenticateAsClientAsync(options, cancellation);
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> line, CancellationToken cancellation)
        {
            ThrowIfClosedByPeer();
            if (_encrypted is not null)
            {
                await _encrypted.WriteAsync(line, cancellation);
                return;
            }

            while (line.Length > 0) line = line[await socket.SendAsync(line, cancellation)..]; // a datagram goes out at once
        }

        public void Dispose()
        {
            _encrypted?.Dispose();
            socket.Dispose();
        }

        // Without this the first line after the server went away would be lost silently: the kernel accepts it.
        private void ThrowIfClosedByPeer()
        {
            if (socket.SocketType == SocketType.Stream && socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0)
                throw new IOException("the log server closed the connection");
        }
    }
}
