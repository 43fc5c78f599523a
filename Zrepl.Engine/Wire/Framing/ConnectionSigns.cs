using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Wire.Framing;

/// <summary>How a connection stands, for whoever wonders why nothing happens.</summary>
/// <param name="IsReading">Somebody waits for bytes of the other side.</param>
/// <param name="IsWriting">Bytes wait to be sent.</param>
/// <param name="Unheard">Since when somebody listens and hears nothing, not even a heartbeat; null if nobody listens.</param>
/// <param name="PayloadRead">Bytes of payload that came so far.</param>
/// <param name="Sent">Bytes that were handed to the network so far.</param>
/// <param name="Wire">What the system tells.</param>
internal sealed record ConnectionSigns(bool IsReading, bool IsWriting, TimeSpan? Unheard, long PayloadRead, long Sent, WireSigns Wire);
