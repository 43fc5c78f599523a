using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Receive;

/// <summary>The stream brings another snapshot than was announced (spec B9.6 step 10).</summary>
public sealed class StreamGuidMismatchException(string snapshot, ulong expected, ulong actual) : ZfsException(
    $"receive request's `To` version does not match what we received in the stream: {snapshot} should have guid {expected}, but the stream has {actual}");
