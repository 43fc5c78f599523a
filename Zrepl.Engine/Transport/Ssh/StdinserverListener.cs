using System.Net.Sockets;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>Waits on one Unix socket for each client identity (spec wire 6.3).</summary>
public sealed class StdinserverListener : ITransportListener
{
    private const int Backlog = 128;

    private readonly string _directory;
    private readonly TimeProvider _clock;
    private readonly List<Door> _doors = [];

    private StdinserverListener(string directory, TimeProvider clock) => (_directory, _clock) = (directory, clock);

    /// <inheritdoc/>
    public string Description => $"stdinserver {_directory}";

    /// <summary>Begins to listen.</summary>
    /// <param name="definition">Who may come.</param>
    /// <param name="directory">Where the sockets are; made if it is missing.</param>
    /// <param name="clock">Time.</param>
    /// <exception cref="SocketFileException">A socket cannot be made.</exception>
    public static StdinserverListener Open(ServeDefinition.Stdinserver definition, string directory, TimeProvider clock)
    {
        var listener = new StdinserverListener(directory, clock);
        try
        {
            foreach (var identity in definition.ClientIdentities.Distinct()) listener.OpenDoor(identity);
            return listener;
        }
        catch
        {
            listener.Close();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IIncomingConnection> AcceptAsync(CancellationToken cancellation)
    {
        if (_doors.Count == 0) await Task.Delay(Timeout.InfiniteTimeSpan, cancellation); // nobody may come
        var opened = await Task.WhenAny(_doors.Select(door => door.Next)).WaitAsync(cancellation);
        var index = _doors.FindIndex(door => door.Next == opened);
        var door = _doors[index];
        _doors.RemoveAt(index);
        _doors.Add(door with { Next = AcceptAsync(door.Socket) }); // behind the others: nobody's clients keep another's waiting
        return new StdinserverIncoming(await opened, door.Identity, _clock);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private void OpenDoor(ClientIdentity identity)
    {
        var path = Path.Combine(_directory, identity.Text);
        SocketFile.Prepare(path, "stdinserver socket", "global.serve.stdinserver.sockdir", rival: "another job or zrepl daemon");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            socket.Listen(Backlog);
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            throw new SocketFileException($"cannot listen on stdinserver socket {path}: {failure.Message}", failure);
        }

        _doors.Add(new(identity, socket, AcceptAsync(socket)));
    }

    private void Close()
    {
        foreach (var door in _doors)
        {
            door.Socket.Dispose(); // removes its file
            _ = DropAsync(door.Next);
        }

        _doors.Clear();
    }

    private static Task<Socket> AcceptAsync(Socket socket) => socket.AcceptAsync();

    private static async Task DropAsync(Task<Socket> pending)
    {
        try
        {
            (await pending).Dispose();
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // As wanted: nobody came any more.
        }
    }

    private sealed record Door(ClientIdentity Identity, Socket Socket, Task<Socket> Next);
}
