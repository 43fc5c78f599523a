using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Receive;

/// <summary>A send stream that does more than bring one snapshot of one dataset, which no zrepl sends; nothing was written.</summary>
public sealed class StreamRefusedException(string reason) : ZfsException($"the incoming stream is refused, and nothing was written: {reason}")
{
    /// <inheritdoc/>
    public override FailureCategory Category => FailureCategory.Permanent;
}
