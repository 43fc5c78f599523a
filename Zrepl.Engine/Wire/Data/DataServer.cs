using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Mapping;
using Zrepl.Engine.Wire.Streaming;

namespace Zrepl.Engine.Wire.Data;

/// <summary>The answering side of data connections (spec wire 5.7, 5.8): one request each, handed to the job's endpoint.</summary>
internal sealed class DataServer(WireLimits limits, TimeProvider clock, ILogger logger, WireMetrics? metrics = null)
{
    /// <summary>Serves one connection to its end. Whatever the peer does, nothing comes out of here.</summary>
    /// <param name="wire">Positioned behind the label; taken over.</param>
    /// <param name="peer">Who asks.</param>
    /// <param name="service">The job's endpoints.</param>
    /// <param name="retiring">Ends a connection on which nothing was asked yet: whoever comes again is known by the new rules.</param>
    /// <param name="stopping">Ends the request; the peer is told.</param>
    public async Task ServeAsync(WireStream wire, PeerContext peer, IPassiveService service, CancellationToken retiring, CancellationToken stopping)
    {
        await using var connection = new FrameConnection(wire, limits, clock, logger, peer.Extensions, metrics);
        DataRequest? request = null;
        try
        {
            request = await ReadRequestAsync(connection, retiring, stopping);
            await AnswerAsync(connection, request, peer, service, stopping);
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure) && request is null && connection.IsShutDownByPeer)
        {
            logger.DataConnectionUnused(peer.Identity.Text, peer.RemoteDescription); // opened ahead for a step that did not come
        }
        catch (Exception failure) when (WireFailure.IsBroken(failure))
        {
            logger.DataConnectionFailed(peer.Identity.Text, peer.RemoteDescription, failure.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || retiring.IsCancellationRequested)
        {
            // The job ends, or goes on otherwise, before there was a request.
        }
        catch (Exception mistake)
        {
            logger.DataHandlerFailed(peer.Identity.Text, peer.RemoteDescription, mistake);
        }
    }

    private async Task<DataRequest> ReadRequestAsync(FrameConnection connection, CancellationToken retiring, CancellationToken stopping)
    {
        using var deadline = new CancellationTokenSource(limits.RequestTimeout, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(stopping, retiring, deadline.Token);
        try
        {
            return await DataRequest.ReadAsync(connection, giveUp.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested && !retiring.IsCancellationRequested)
        {
            throw new ConnectionLostException($"no complete request within {Units.GoDuration.Format(limits.RequestTimeout)}");
        }
    }

    private async Task AnswerAsync(
        FrameConnection connection, DataRequest request, PeerContext peer, IPassiveService service, CancellationToken stopping)
    {
        try
        {
            switch (request.Endpoint)
            {
                case DataEndpoints.Ping:
                    var ping = request.Parse(Messages.PingReq.Parser);
                    await SucceedAsync(connection, new Messages.PingRes { Echo = ping.Message });
                    break;
                case DataEndpoints.Send:
                    var send = request.Parse(Messages.SendReq.Parser);
                    await SendAsync(connection, send, service.SenderFor(peer.Identity.Text), stopping);
                    break;
                case DataEndpoints.Receive:
                    var receive = request.Parse(Messages.ReceiveReq.Parser);
                    await ReceiveAsync(connection, receive, service.ReceiverFor(peer.Identity.Text), stopping);
                    break;
                default:
                    throw new EndpointException("requested endpoint does not exist");
            }
        }
        catch (SourceFailedException failed)
        {
            logger.SendFailed(peer.Identity.Text, FailureText.Of(failed.InnerException ?? failed)); // the peer was told within the stream
        }
        catch (Exception failure) when (failure is not (WireProtocolException or ConnectionLostException))
        {
            await FailAsync(connection, peer, failure, stopping);
        }
    }

    private async Task SendAsync(FrameConnection connection, Messages.SendReq message, ISender? sender, CancellationToken stopping)
    {
        if (sender is null) throw new EndpointException("receiver does not implement Send()");
        var watch = new StreamWatch();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, connection.Lost, watch.Aborted);
        var watching = WatchAsync(connection);
        watch.GoesTo(new PeerEnd(connection, isReceiver: true));
        var stream = await sender.SendAsync(RequestMapping.FromMessage(message) with { Watch = watch }, ended.Token);
        try
        {
            var response = new Messages.SendRes { UsedResumeToken = stream.UsedResumeToken, ExpectedSize = (ulong)(stream.ExpectedBytes ?? 0) };
            await SucceedAsync(connection, response);
            var text = () => stopping.IsCancellationRequested ? PeerErrors.ShuttingDown
                : watch.Stalled is { } stalled ? new StreamStalledException(stalled, null).Message : StreamSender.CancelledText;
            await StreamSender.SendAsync(connection, stream.Content, stream.IsCompressible, text, clock, ended.Token);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Told within the stream, or nobody is there to be told.
        }
        finally
        {
            await stream.DisposeAsync(); // before the connection closes: the peer may ask again at once
        }

        _ = connection.CloseAsync();
        await watching;
    }

    // Notices that the peer has gone while the sender still thinks.
    private static async Task WatchAsync(FrameConnection connection)
    {
        try
        {
            var header = await connection.ReadHeaderAsync(CancellationToken.None);
            connection.Abort(MessageReader.Unexpected(header.Type, FrameType.Reset).Message);
        }
        catch (IOException)
        {
            // The end, as expected; the connection remembers why.
        }
    }

    private async Task ReceiveAsync(FrameConnection connection, Messages.ReceiveReq message, IReceiver? receiver, CancellationToken stopping)
    {
        if (receiver is null) throw new EndpointException("sender does not implement Receive()");
        await using var stream = new FrameStream(connection);
        var watch = new StreamWatch();
        watch.ComesFrom(new PeerEnd(connection, isReceiver: false));
        await receiver.ReceiveAsync(RequestMapping.FromMessage(message) with { Watch = watch }, stream, stopping);
        await SucceedAsync(connection, new Messages.ReceiveRes());
    }

    private ValueTask SucceedAsync(FrameConnection connection, IMessage response) =>
        connection.WriteAsync(DataResponse.Success(response, limits.SentPayload), CancellationToken.None);

    private async Task FailAsync(FrameConnection connection, PeerContext peer, Exception failure, CancellationToken stopping)
    {
        var isEnding = failure is OperationCanceledException && stopping.IsCancellationRequested;
        var text = isEnding ? PeerErrors.ShuttingDown : FailureText.Of(failure);
        if (isEnding || failure is ServiceEndedException) logger.RequestEnded(peer.Identity.Text, text); // somebody wanted it, and the peer comes again
        else if (FailureText.IsExpected(failure)) logger.RequestFailed(peer.Identity.Text, text);
        else logger.DataHandlerFailed(peer.Identity.Text, peer.RemoteDescription, failure);
        await connection.WriteAsync(DataResponse.Failure(text, limits.SentPayload), CancellationToken.None);
    }
}
