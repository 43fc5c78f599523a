using System.Runtime.ExceptionServices;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire.Framing;
using Zrepl.Engine.Wire.Mapping;
using Zrepl.Engine.Wire.Multiplexing;
using Zrepl.Engine.Wire.Streaming;

namespace Zrepl.Engine.Wire.Data;

/// <summary>
/// The asking side of data connections (spec wire 5.9). Each request has a connection of its own, which is closed on every way out.
/// </summary>
internal sealed class DataClient : IAsyncDisposable
{
    // A stream that takes no longer is one of many small ones, and the next one will be too. Shorter than a spare connection is kept.
    private static readonly TimeSpan QuickStream = TimeSpan.FromSeconds(2);

    // How long an orderly end may take once somebody cancelled.
    private static readonly TimeSpan PatienceWhenCancelled = TimeSpan.FromSeconds(1);

    private readonly PeerDialer _dialer;
    private readonly WireLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly WireMetrics? _metrics;
    private readonly SpareConnection _spare;
    private volatile bool _areQuick; // the streams that come

    /// <summary>Opens nothing yet.</summary>
    public DataClient(PeerDialer dialer, WireLimits limits, TimeProvider clock, ILogger logger, WireMetrics? metrics = null)
    {
        (_dialer, _limits, _clock, _logger, _metrics) = (dialer, limits, clock, logger, metrics);
        _spare = new(cancellation => DialAsync(default, cancellation), clock);
    }

    /// <summary>Asks whether data connections work.</summary>
    /// <param name="text">Must come back.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="watcher">Told how the connection comes to stand.</param>
    public async Task PingAsync(string text, CancellationToken cancellation, IDialWatcher? watcher = null)
    {
        _spare.Clear(); // whoever asks doubts the connections there are
        var connection = await DialAsync(Encode(DataEndpoints.Ping, new Messages.PingReq { Message = text }), cancellation, watcher);
        watcher?.Begins(ConnectionLayer.Data);
        try
        {
            var answer = await DataResponse.ReadAsync(connection, Messages.PingRes.Parser, cancellation);
            if (answer.Echo != text) throw new WireProtocolException($"{_dialer.Description}: data ping was answered with another text");
        }
        finally
        {
            await EndAsync(connection, cancellation);
        }
    }

    /// <summary>Asks for a stream. Cancellation ends it also while it is being read.</summary>
    public async Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation)
    {
        var began = _clock.GetTimestamp();
        var connection = await OpenAsync(DataEndpoints.Send, RequestMapping.ToMessage(request), cancellation);
        if (_areQuick && request.Following > 0) _spare.Prepare(); // waits about as long as a quick stream takes; if this one is none, it is closed unused
        request.Watch?.ComesFrom(new PeerEnd(connection, isReceiver: false));
        try
        {
            var answer = await DataResponse.ReadAsync(connection, Messages.SendRes.Parser, cancellation);
            var registration = cancellation.UnsafeRegister(_ => _ = connection.CloseAsync(), null);
            FrameStream? stream = null;
            stream = new FrameStream(connection, async () =>
            {
                await registration.DisposeAsync();
                _areQuick = stream!.IsComplete && _clock.GetElapsedTime(began) < QuickStream;
                await LeaveAsync(connection, stream.IsComplete, request.Following, cancellation);
            });
            return new(stream, answer.UsedResumeToken, answer.ExpectedSize is 0 or > long.MaxValue ? null : (long)answer.ExpectedSize);
        }
        catch (Exception failure)
        {
            _areQuick = false;
            ClearAfter(failure);
            await EndAsync(connection, cancellation);
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Offers a stream, and returns once the other side has taken it in.</summary>
    /// <param name="request">What it is.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="ask">Asks the other side what it has stored; null: nobody can tell.</param>
    public async Task ReceiveAsync(
        ReceiveRequest request, Stream stream, CancellationToken cancellation, Func<CancellationToken, Task<string?>>? ask = null)
    {
        var connection = await OpenAsync(DataEndpoints.Receive, RequestMapping.ToMessage(request), cancellation);
        request.Watch?.GoesTo(new PeerEnd(connection, isReceiver: true, ask));
        using var abandon = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var answer = DataResponse.ReadAsync(connection, Messages.ReceiveRes.Parser, abandon.Token);
            var sending = StreamSender.SendAsync(connection, stream, request.IsCompressible, () => StreamSender.CancelledText, _clock, stop.Token);
            if (await Task.WhenAny(answer, sending) == answer && !answer.IsCompletedSuccessfully)
            {
                // What the other side says counts; that our writing then fails is only the symptom (spec wire 5.9).
                _ = connection.CloseAsync();
                await stop.CancelAsync();
                await sending.ContinueWith(static _ => { }, TaskScheduler.Default);
            }

            await FinishAsync(answer, sending, request.Following, abandon, cancellation);
        }
        catch (Exception failure)
        {
            ClearAfter(failure);
            await EndAsync(connection, cancellation);
            throw;
        }

        _spare.Close(connection); // nobody has to wait for that: the other side has answered and is done
    }

    /// <summary>Waits for the end of all connections.</summary>
    public ValueTask DisposeAsync() => _spare.DisposeAsync();

    // A stream that came whole: the other side's command had ended well before it said so, and nobody has to wait for the connection's end.
    private async ValueTask LeaveAsync(FrameConnection connection, bool isComplete, int following, CancellationToken cancellation)
    {
        if (!isComplete)
        {
            _spare.Clear();
            await EndAsync(connection, cancellation);
            return;
        }

        if (following > 0) _spare.Prepare();
        _spare.Close(connection);
    }

    private async Task FinishAsync(Task answer, Task sending, int following, CancellationTokenSource abandon, CancellationToken cancellation)
    {
        try
        {
            await sending;
            if (following > 0) _spare.Prepare(); // while the other side ends its receive
            await using var registration = cancellation.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), abandon);
            await answer;
        }
        catch (SourceFailedException failed)
        {
            // The other side has been told and ends its receive; only then is its dataset free for another attempt.
            abandon.CancelAfter(_limits.ShutdownTimeout);
            await answer.ContinueWith(static _ => { }, TaskScheduler.Default);
            ExceptionDispatchInfo.Throw(failed.InnerException!); // the source's own; there always is one
        }
        catch (Exception failure)
        {
            abandon.CancelAfter(PatienceWhenCancelled); // of an answer that came before the end
            await answer.ContinueWith(static _ => { }, TaskScheduler.Default);
            cancellation.ThrowIfCancellationRequested();
            if (answer.Exception?.InnerException is EndpointException said) ExceptionDispatchInfo.Throw(said);
            if (failure is OperationCanceledException && answer.IsFaulted) await answer;
            throw;
        }
    }

    // What a daemon that answers says of one dataset tells nothing about its other connections.
    private void ClearAfter(Exception failure)
    {
        if (failure is ConnectionLostException or WireProtocolException or OperationCanceledException) _spare.Clear();
    }

    // A connection on which the request is under way.
    private async Task<FrameConnection> OpenAsync(string endpoint, IMessage request, CancellationToken cancellation)
    {
        var frames = Encode(endpoint, request);
        return await AskOnSpareAsync(frames, cancellation) ?? await DialAsync(frames, cancellation);
    }

    private async Task<FrameConnection?> AskOnSpareAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellation)
    {
        if (await _spare.TakeAsync(cancellation) is not { } spare) return null;
        try
        {
            await spare.WriteAsync(frames, cancellation);
            return spare;
        }
        catch (OperationCanceledException)
        {
            _spare.Close(spare);
            throw;
        }
        catch (ConnectionLostException)
        {
            _spare.Close(spare); // the other side cannot have the whole request, so it may be made again on another connection
            return null;
        }
    }

    private ReadOnlyMemory<byte> Encode(string endpoint, IMessage request) => DataRequest.Encode(endpoint, request, _limits.SentPayload);

    private async Task<FrameConnection> DialAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellation, IDialWatcher? watcher = null)
    {
        var (wire, extensions) = await _dialer.DialAndAgreeAsync(ConnectionLabel.Data, frames, watcher, cancellation);
        return new(wire, _limits, _clock, _logger, extensions, _metrics);
    }

    private Task EndAsync(FrameConnection connection, CancellationToken cancellation) => LateAbort.CloseAsync(connection, PatienceWhenCancelled, _clock, cancellation);
}
