using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Wire.Control;
using Zrepl.Engine.Wire.Data;

namespace Zrepl.Engine.Wire;

/// <summary>The sink of a push job.</summary>
internal sealed class RemoteReceiver(ControlClient control, DataClient data) : RemoteEndpoint(control, data), IReceiver
{
    /// <inheritdoc/>
    public Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation) => Data.ReceiveAsync(request, stream, cancellation);
}
