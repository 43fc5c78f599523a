using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Receive;

/// <summary>A successful receive.</summary>
/// <param name="Begin">First record of the stream.</param>
/// <param name="Warning">What <c>zfs receive</c> complained about although the snapshot arrived (properties, mounting), or null.</param>
public sealed record ReceiveResult(BeginRecord Begin, string? Warning);
