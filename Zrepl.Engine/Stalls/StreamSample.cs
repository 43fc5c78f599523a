namespace Zrepl.Engine.Stalls;

/// <summary>A stream with its two ends at one moment.</summary>
/// <param name="BytesRead">Bytes that were taken from the sending end so far.</param>
/// <param name="IsReading">True while somebody waits for the next bytes of the sending end.</param>
/// <param name="HasEnded">True once the sending end has given its last byte.</param>
/// <param name="IsHeldBack">True while the stream waits for nothing but its bandwidth limit.</param>
/// <param name="Sender">Where it comes from.</param>
/// <param name="Receiver">Where it goes to.</param>
public sealed record StreamSample(long BytesRead, bool IsReading, bool HasEnded, bool IsHeldBack, EndSample Sender, EndSample Receiver);
