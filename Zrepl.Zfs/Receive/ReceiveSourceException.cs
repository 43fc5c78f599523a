using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Receive;

/// <summary>
/// The stream itself failed while it was being received: the network, or the sending side. That failure is the inner exception and gives
/// the message; what ZFS said about the short stream is kept beside it.
/// </summary>
public sealed class ReceiveSourceException(Exception streamFailure, ZfsException receiveFailure)
    : ZfsException(streamFailure.Message, streamFailure)
{
    /// <summary>The failure of <c>zfs receive</c> that followed; tells whether there is something to resume.</summary>
    public ZfsException ReceiveFailure { get; } = receiveFailure;

    /// <inheritdoc/>
    public override FailureCategory Category => FailureCategory.Temporary;
}
