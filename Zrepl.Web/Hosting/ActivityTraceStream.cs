using System.Net.WebSockets;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Tracing.Chrome;
using Zrepl.Web.Api;

namespace Zrepl.Web.Hosting;

/// <summary>
/// Everything that is traced, as it happens, to a client with a websocket. One that stalls loses events, which it is told; it holds nothing up. Source: spec F2.
/// </summary>
internal static class ActivityTraceStream
{
    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(1);

    /// <summary>Serves until the client goes or sends anything, as Go zrepl's, or the server ends.</summary>
    public static async Task ServeAsync(HttpContext context, TimeProvider clock)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await ControlSocket.TextAsync(context, StatusCodes.Status400BadRequest, "a websocket is needed; try: zrepl pprof activity-trace HOST:PORT");
            return;
        }

        var ending = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var heard = HeardAsync(socket, context.RequestAborted);
        await using (var sink = new ChromeTraceSink(WebSocketStream.Create(socket, WebSocketMessageType.Text, PatienceAtEnd), new(), clock))
        {
            Tracer.Attach(sink);
            await Task.WhenAny(heard, sink.Completion, stop.Token.WaitAsync());
        }

        socket.Abort(); // it was told
        await stop.CancelAsync();
        await heard;
    }

    private static async Task HeardAsync(WebSocket socket, CancellationToken stop)
    {
        try
        {
            await socket.ReceiveAsync(new byte[1].AsMemory(), stop);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // it went away, or we do: either ends the stream
        }
    }
}
