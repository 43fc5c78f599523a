using Grpc.Core;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Wire.Mapping;
using Zrepl.Engine.Wire.Streaming;

namespace Zrepl.Engine.Wire.Control;

/// <summary>Failures as gRPC statuses and back (spec wire 4.7).</summary>
internal static class ControlErrors
{
    // Shares the limit of response headers; line feeds triple in size on the wire.
    private const int MaxText = 4096;

    /// <summary>What a peer is told: Unknown and the text, as a Go daemon does; Unavailable only if it shall come again soon.</summary>
    public static RpcException ToStatus(Exception failure, CancellationToken stopping, CancellationToken call)
    {
        if (failure is OperationCanceledException && stopping.IsCancellationRequested) return new(new Grpc.Core.Status(StatusCode.Unavailable, PeerErrors.ShuttingDown));
        if (failure is OperationCanceledException && call.IsCancellationRequested) return new(new Grpc.Core.Status(StatusCode.Cancelled, "context canceled"));
        if (failure is ServiceEndedException) return new(new Grpc.Core.Status(StatusCode.Unavailable, failure.Message));
        return new(new Grpc.Core.Status(StatusCode.Unknown, ErrorText.Truncate(FailureText.Of(failure), MaxText)));
    }

    /// <summary>What a failed call means.</summary>
    /// <param name="failure">From the gRPC library.</param>
    /// <param name="peer">Who was asked.</param>
    public static Exception FromStatus(RpcException failure, string peer)
    {
        for (var link = failure.Status.DebugException; link is not null; link = link.InnerException)
        {
            if (link is PeerRefusedException or ConnectionLostException or WireProtocolException) return link; // of our own dialling
        }

        var text = $"rpc error: code = {failure.StatusCode} desc = {failure.Status.Detail}";
        return failure.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded || IsOfConnection(failure)
            ? new ConnectionLostException($"{peer}: {text}", failure)
            : PeerErrors.Of(text[..^failure.Status.Detail.Length], failure.Status.Detail);
    }

    // The library says Internal when a connection breaks in the middle of a call; a status sent by the peer has no exception behind it.
    private static bool IsOfConnection(RpcException failure) =>
        failure.Status.DebugException is IOException or HttpRequestException or System.Net.Sockets.SocketException or ObjectDisposedException;
}
