using System.Net;
using System.Net.Sockets;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Status;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Control;
using Zrepl.Engine.Wire.Data;
using Zrepl.Engine.Wire.Multiplexing;
using Zrepl.Tests.Support.Wire;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Support.Jobs;

/// <summary>A machine with a sink and a source job that anybody on it can reach, and data that is none of the client's business.</summary>
internal sealed class HostileWorld : IAsyncDisposable
{
    private HostileWorld(TwoHosts hosts, ReservedPort sink, ReservedPort source) => (Hosts, SinkPort, SourcePort) = (hosts, sink, source);

    public TwoHosts Hosts { get; }

    public TwoHosts.Machine Nas => Hosts.Nas;

    public ReservedPort SinkPort { get; }

    public ReservedPort SourcePort { get; }

    /// <summary>Starts it; the laptop pushes to the sink honestly when woken up.</summary>
    public static async Task<HostileWorld> StartAsync()
    {
        var (sink, source) = (new ReservedPort(), new ReservedPort());
        var hosts = await TwoHosts.StartAsync(
            $$$"""
            - name: push
              type: push
              connect: {type: tcp, address: "{{{sink}}}"}
              filesystems: {"tank<": true}
              snapshotting: {type: manual}
              pruning: {keep_sender: [{type: last_n, count: 9}], keep_receiver: [{type: last_n, count: 9}]}

            """,
            $$$"""
            - name: sink
              type: sink
              serve: {type: tcp, listen: "{{{sink}}}", clients: {"127.0.0.1": laptop}}
              root_fs: backup
              recv: {placeholder: {encryption: 'off'}}
            - name: source
              type: source
              serve: {type: tcp, listen: "{{{source}}}", clients: {"127.0.0.1": laptop}}
              filesystems: {"backup/public<": true}
              snapshotting: {type: manual}

            """);
        var world = new HostileWorld(hosts, sink, source);
        foreach (var dataset in new[] { "backup/other", "backup/other/secret", "backup/public" }) await hosts.Nas.ZfsAsync("create", dataset);
        foreach (var snapshot in new[] { "backup/other/secret@s", "backup/public@p" }) await hosts.Nas.ZfsAsync("snapshot", snapshot);
        foreach (var job in new[] { "sink", "source" }) await hosts.Nas.SeenAsync(job, status => status.Phase == JobPhase.Serving);
        return world;
    }

    /// <summary>All datasets and snapshots that do not belong to the client.</summary>
    public async Task<string> OthersAsync()
    {
        var list = await Nas.Engine.Zfs.Runner.RunAsync(ZfsCommand.Zfs("list", "-H", "-p", "-o", "name,guid,used", "-t", "all", "-r", "backup"), CancellationToken.None);
        return string.Join('\n', list.OutputText.Split('\n')
            .Where(line => line.StartsWith("backup/", StringComparison.Ordinal) && !line.StartsWith("backup/laptop", StringComparison.Ordinal)));
    }

    public ControlClient Control(ReservedPort port) => new(Dialer(port));

    public DataClient Data(ReservedPort port) => new(Dialer(port), WireLimits.Default, TimeProvider.System, Hosts.Loggers.Log);

    /// <summary>What is answered to bytes sent from the beginning of a connection, until its end; null for a reset.</summary>
    /// <param name="port">Where.</param>
    /// <param name="bytes">What to say.</param>
    /// <param name="ends">Whether to end our direction then; a client that waits for an answer does not.</param>
    public async Task<byte[]?> SayAsync(ReservedPort port, byte[] bytes, bool ends)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port.Number));
        await using var wire = new SocketWire(socket);
        try
        {
            await wire.WriteAsync(bytes);
            if (ends) await wire.ShutdownWriteAsync(CancellationToken.None);
            return await wire.TakeAllAsync();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>No connection was ended by a mistake of ours instead of a check.</summary>
    public void AssertNoMistakes() => Assert.DoesNotContain(Hosts.Loggers.Log.Entries, entry => entry.Event is 2303 or 2307 or 2310);

    public async ValueTask DisposeAsync()
    {
        await Hosts.DisposeAsync();
        SinkPort.Dispose();
        SourcePort.Dispose();
    }

    public PeerDialer Dialer(ReservedPort port) =>
        new(new TcpDialer(new ConnectDefinition.Tcp(new("127.0.0.1", $"{port.Number}"), TimeSpan.FromSeconds(10)), TimeProvider.System), WireLimits.Default, TimeProvider.System);
}
