using System.Net.Sockets;

namespace Zrepl.Tests.Support;

/// <summary>A Unix socket in front of a daemon's, through which nothing comes while it is frozen: as if the daemon were stopped, which takes connections and never answers.</summary>
internal sealed class FreezableSocket : IAsyncDisposable
{
    private readonly string _daemon;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flows = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FreezableSocket(string path, string daemon)
    {
        (Path, _daemon) = (path, daemon);
        _flows.SetResult();
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string Path { get; }

    public void Freeze() => _flows = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Thaw() => _flows.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true) connections.Add(ServeAsync(await _listener.AcceptAsync(_end.Token)));
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket accepted)
    {
        using var client = new NetworkStream(accepted, ownsSocket: true);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_daemon), CancellationToken.None);
        using var daemon = new NetworkStream(socket, ownsSocket: true);
        await Task.WhenAny(CopyAsync(client, daemon), CopyAsync(daemon, client)); // who leaves takes the other along
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReadAsync(buffer, _end.Token) is var read and > 0)
            {
                await _flows.Task.WaitAsync(_end.Token);
                await to.WriteAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // one of both left
        }
    }
}
