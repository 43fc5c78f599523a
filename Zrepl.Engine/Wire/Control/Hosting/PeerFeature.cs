using Zrepl.Engine.Tracing;
using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Wire.Control.Hosting;

/// <summary>
/// Who is at the other end of a control connection, set by our own accept path and by nothing else. A request without it did not come
/// from a peer.
/// </summary>
/// <param name="Peer">Who asks.</param>
/// <param name="Service">The endpoints of the job it connected to.</param>
/// <param name="Place">Where the job stands in the trace.</param>
/// <param name="Stopping">The job ends.</param>
internal sealed record PeerFeature(PeerContext Peer, IPassiveService Service, TracePlace Place, CancellationToken Stopping);
