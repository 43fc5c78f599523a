using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Receive;

/// <summary>What arrives is not the stream that was announced; nothing was written.</summary>
public sealed class StreamHeadException(string problem) : ZfsException($"the incoming stream is not a send stream: {problem}")
{
    /// <inheritdoc/>
    public override FailureCategory Category => FailureCategory.Temporary;
}
