using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Wire.Control;
using Zrepl.Engine.Wire.Data;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Wire;

/// <summary>The sink of a push job.</summary>
internal sealed class RemoteReceiver(ControlClient control, DataClient data) : RemoteEndpoint(control, data), IReceiver
{
    /// <inheritdoc/>
    public Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation) =>
        Data.ReceiveAsync(request, stream, cancellation, token => StoredAsync(request.Filesystem, token));

    // The protocol has no other question whose answer changes while something is received. It costs the peer a listing, and is asked once in minutes.
    private async Task<string?> StoredAsync(DatasetPath filesystem, CancellationToken cancellation) =>
        (await ListFilesystemsAsync(cancellation)).FirstOrDefault(one => one.Path == filesystem)?.ResumeToken;
}
