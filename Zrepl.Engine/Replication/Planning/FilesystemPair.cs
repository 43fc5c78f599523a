using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>One filesystem as both sides show it.</summary>
/// <param name="Sender">As the sender shows it.</param>
/// <param name="Receiver">As the receiver shows it; null if it is not there yet.</param>
public sealed record FilesystemPair(EndpointFilesystem Sender, EndpointFilesystem? Receiver)
{
    /// <summary>The sender's path, which names the filesystem on both sides.</summary>
    public DatasetPath Path => Sender.Path;

    /// <summary>True if the receiver has more than a placeholder.</summary>
    public bool IsReceived => Receiver is { IsPlaceholder: false };
}
