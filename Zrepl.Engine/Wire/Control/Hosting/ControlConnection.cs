using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Wire.Control.Hosting;

/// <summary>One control connection as Kestrel sees it: two pipes over a wire, and the peer as a feature. It has no address and no TLS of its own.</summary>
internal sealed class ControlConnection : ConnectionContext, IDuplexPipe
{
    private static long _last;

    private readonly WireStream _wire;
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ControlConnection(WireStream wire, PeerFeature peer)
    {
        _wire = wire;
        ConnectionId = $"control-{Interlocked.Increment(ref _last)}";
        var received = new PatchedReadStream(wire);
        Began = received.Began;
        Input = PipeReader.Create(received, new StreamPipeReaderOptions(bufferSize: 16 * 1024));
        Output = PipeWriter.Create(wire, new StreamPipeWriterOptions(leaveOpen: true));
        Transport = this;
        ConnectionClosed = _closed.Token;
        Features.Set(peer);
    }

    /// <summary>Completes when Kestrel is through with it and the wire is closed.</summary>
    public Task Done => _done.Task;

    /// <summary>Completes when the client has begun to speak HTTP/2.</summary>
    public Task Began { get; }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public override IDuplexPipe Transport { get; set; }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    /// <summary>Asks Kestrel to finish what runs and to tell the client to come again on another connection.</summary>
    public void RequestClose() => Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    public override void Abort(ConnectionAbortedException abortReason)
    {
        _wire.Abort();
        _ = _closed.CancelAsync();
    }

    public override void Abort() => Abort(new ConnectionAbortedException());

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await Output.CompleteAsync();
            await Input.CompleteAsync();
            await _wire.ShutdownWriteAsync(CancellationToken.None);
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure))
        {
            _wire.Abort(); // the client was faster
        }
        finally
        {
            await _wire.DisposeAsync();
            await _closed.CancelAsync();
            await base.DisposeAsync();
            _done.TrySetResult();
        }
    }
}
