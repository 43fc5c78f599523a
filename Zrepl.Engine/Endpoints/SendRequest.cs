using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>Asks a sender for the stream of one replication step.</summary>
/// <param name="Filesystem">Path on the sender.</param>
/// <param name="From">Snapshot or bookmark the receiver has; null asks for a full stream. A sender may start from another version with the same guid.</param>
/// <param name="To">The snapshot to bring over.</param>
/// <param name="ResumeToken">Token of the receiver's interrupted receive, or null. If given it is used or the call fails.</param>
/// <param name="Protection">What both sides leave on disk.</param>
public sealed record SendRequest(
    DatasetPath Filesystem, FilesystemVersion? From, FilesystemVersion To, string? ResumeToken, Protection Protection)
{
    /// <summary>Steps that are known to follow this one, as far as they are planned, so that connections can be prepared. Stays within the process.</summary>
    public int Following { get; init; }

    /// <summary>Told what the stream comes from and how it comes along; null: nobody looks. Stays within the process.</summary>
    public StreamWatch? Watch { get; init; }
}
