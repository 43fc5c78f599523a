using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Wire.Control;
using Zrepl.Engine.Wire.Data;
using Zrepl.Engine.Wire.Mapping;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Wire;

/// <summary>The source of a pull job.</summary>
internal sealed class RemoteSender(ControlClient control, DataClient data) : RemoteEndpoint(control, data), ISender
{
    /// <inheritdoc/>
    public async Task<long?> EstimateAsync(SendRequest request, CancellationToken cancellation)
    {
        var message = RequestMapping.ToMessage(request);
        var answer = await Control.CallAsync("SendDry", (client, options) => client.SendDryAsync(message, options), cancellation);
        return answer.ExpectedSize is 0 or > long.MaxValue ? null : (long)answer.ExpectedSize;
    }

    /// <inheritdoc/>
    public Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation) => Data.SendAsync(request, cancellation);

    /// <inheritdoc/>
    public async Task ConfirmAsync(SendRequest request, CancellationToken cancellation)
    {
        var message = new Messages.SendCompletedReq { OriginalReq = RequestMapping.ToMessage(request) };
        await Control.CallAsync("SendCompleted", (client, options) => client.SendCompletedAsync(message, options), cancellation);
    }

    /// <inheritdoc/>
    public async Task<ulong?> ReplicationCursorAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        var message = new Messages.ReplicationCursorReq { Filesystem = filesystem.Text };
        var answer = await Control.CallAsync("ReplicationCursor", (client, options) => client.ReplicationCursorAsync(message, options), cancellation);
        return answer.ResultCase switch
        {
            Messages.ReplicationCursorRes.ResultOneofCase.Guid => answer.Guid,
            Messages.ReplicationCursorRes.ResultOneofCase.Notexist => null,
            _ => throw new WireProtocolException($"the answer about the replication cursor of {filesystem} says neither a guid nor that there is none"),
        };
    }

    /// <inheritdoc/>
    public Task<bool> HasLeftoversAsync(DatasetPath filesystem, CancellationToken cancellation) => Task.FromResult(false); // the protocol has no such question
}
