using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Wire.Control.Hosting;
using Zrepl.Engine.Wire.Mapping;
using Zrepl.Engine.Wire.Messages;

namespace Zrepl.Engine.Wire.Control;

/// <summary>Answers the calls of a peer with the endpoints of the job it connected to (spec wire 4.1). What it sends is checked first.</summary>
internal sealed class ReplicationService(ILogger<ReplicationService> logger) : Messages.Replication.ReplicationBase
{
    // What a Go client accepts. Its own error would not say which dataset it was.
    private const int MaxMessageOfGo = 4 * 1024 * 1024;
    private const string GoUserAgent = "grpc-go/";

    /// <summary>What a sink says to a call that only sources have; a Go daemon too.</summary>
    public const string NoCursorOfReceiver = "ReplicationCursor not implemented for Receiver";

    public override Task<PingRes> Ping(PingReq request, ServerCallContext context) =>
        HandleAsync(context, (_, _) => Task.FromResult(new PingRes { Echo = request.Message }));

    public override Task<ListFilesystemRes> ListFilesystems(ListFilesystemReq request, ServerCallContext context) =>
        HandleAsync(context, async (peer, cancellation) =>
        {
            var filesystems = await EndpointOf(peer).ListFilesystemsAsync(cancellation);
            var answer = new ListFilesystemRes();
            answer.Filesystems.AddRange(filesystems.Select( // one with a problem too: the answer to the question for its versions is that
                f => new Filesystem { Path = f.Path.Text, IsPlaceholder = f.IsPlaceholder, ResumeToken = f.ResumeToken ?? "" }));
            return Fitting(answer, context, () => $"the list of {filesystems.Length} filesystems");
        });

    public override Task<ListFilesystemVersionsRes> ListFilesystemVersions(ListFilesystemVersionsReq request, ServerCallContext context) =>
        HandleAsync(context, async (peer, cancellation) =>
        {
            var filesystem = RequestMapping.Filesystem(request.Filesystem);
            var versions = await EndpointOf(peer).ListVersionsAsync(filesystem, cancellation);
            var answer = new ListFilesystemVersionsRes();
            answer.Versions.AddRange(versions.Select(VersionMapping.ToMessage));
            return Fitting(answer, context, () => $"the list of {versions.Length} snapshots and bookmarks of {filesystem}");
        });

    public override Task<DestroySnapshotsRes> DestroySnapshots(DestroySnapshotsReq request, ServerCallContext context) =>
        HandleAsync(context, async (peer, cancellation) =>
        {
            var snapshots = RequestMapping.Snapshots(request);
            var results = await EndpointOf(peer).DestroySnapshotsAsync(RequestMapping.Filesystem(request.Filesystem), snapshots, cancellation);
            var answer = new DestroySnapshotsRes();
            answer.Results.AddRange(request.Snapshots.Zip(results, (asked, result) => new DestroySnapshotRes { Snapshot = asked, Error = result.Error ?? "" }));
            return answer;
        });

    public override Task<ReplicationCursorRes> ReplicationCursor(ReplicationCursorReq request, ServerCallContext context) =>
        HandleAsync(context, async (peer, cancellation) =>
        {
            var sender = SenderOf(peer, NoCursorOfReceiver);
            var cursor = await sender.ReplicationCursorAsync(RequestMapping.Filesystem(request.Filesystem), cancellation);
            return cursor is { } guid ? new ReplicationCursorRes { Guid = guid } : new ReplicationCursorRes { Notexist = true };
        });

    public override Task<SendRes> SendDry(SendReq request, ServerCallContext context) =>
        HandleAsync(context, async (peer, cancellation) =>
        {
            var sender = SenderOf(peer, "receiver does not implement SendDry()");
            var bytes = await sender.EstimateAsync(RequestMapping.FromMessage(request), cancellation);
            return new SendRes { UsedResumeToken = request.ResumeToken.Length > 0, ExpectedSize = (ulong)(bytes ?? 0) };
        });

    public override Task<SendCompletedRes> SendCompleted(SendCompletedReq request, ServerCallContext context) =>
        HandleAsync(context, async (peer, cancellation) =>
        {
            if (peer.Service.SenderFor(peer.Peer.Identity.Text) is not { } sender) return new SendCompletedRes(); // nothing to do on a receiver
            if (request.OriginalReq is null) throw new EndpointException("`OriginalReq` must not be nil");
            await sender.ConfirmAsync(RequestMapping.FromMessage(request.OriginalReq), cancellation);
            return new SendCompletedRes();
        });

    private async Task<T> HandleAsync<T>(ServerCallContext context, Func<PeerFeature, CancellationToken, Task<T>> answer)
    {
        var peer = context.GetHttpContext().Features.Get<PeerFeature>()
            ?? throw new RpcException(new Grpc.Core.Status(StatusCode.PermissionDenied, "not a connection of a peer"));
        using var call = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, peer.Stopping);
        using var visit = Tracer.Inherit(peer.Place);
        try
        {
            return await answer(peer, call.Token);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            var status = ControlErrors.ToStatus(failure, peer.Stopping, context.CancellationToken);
            Log(context.Method, peer.Peer, failure, status);
            throw status;
        }
    }

    private void Log(string method, PeerContext peer, Exception failure, RpcException status)
    {
        if (status.StatusCode != StatusCode.Unknown) return; // ended, not failed
        if (FailureText.IsExpected(failure)) logger.CallFailed(method, peer.Identity.Text, failure.Message);
        else logger.CallHandlerFailed(method, peer.Identity.Text, failure);
    }

    private static IEndpoint EndpointOf(PeerFeature peer)
    {
        var identity = peer.Peer.Identity.Text;
        return (IEndpoint?)peer.Service.SenderFor(identity) ?? peer.Service.ReceiverFor(identity)
            ?? throw new EndpointException($"job {peer.Peer.Job} serves nothing");
    }

    private static ISender SenderOf(PeerFeature peer, string otherwise) =>
        peer.Service.SenderFor(peer.Peer.Identity.Text) ?? throw new EndpointException(otherwise);

    private static T Fitting<T>(T answer, ServerCallContext context, Func<string> what) where T : IMessage
    {
        var isGo = context.RequestHeaders.GetValue("user-agent")?.StartsWith(GoUserAgent, StringComparison.Ordinal) ?? false;
        if (!isGo || answer.CalculateSize() <= MaxMessageOfGo) return answer;
        throw new EndpointException(
            $"{what()} has {answer.CalculateSize()} bytes, more than the {MaxMessageOfGo} that a Go zrepl client accepts. Prune, or update the client");
    }
}
