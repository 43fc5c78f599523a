using System.IO.Pipes;
using System.Net.Sockets;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>The daemon's end of a connection through ssh: the input and output of <c>zrepl stdinserver</c>, and the socket on which it waits.</summary>
internal sealed class StdinserverWire(PipeStream reading, PipeStream writing, Socket proxy, string description) : PipeWire(reading, writing)
{
    // Says that all is done; without it the proxy reports a dead daemon.
    private static readonly byte[] Done = [0];

    /// <inheritdoc/>
    public override string RemoteDescription => description;

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void End()
    {
        try
        {
            proxy.Send(Done); // one byte on an idle socket never waits
        }
        catch (SocketException)
        {
            // It did not wait.
        }

        proxy.Dispose();
    }
}
