using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>Asks a receiver to take in the stream of one replication step.</summary>
/// <param name="Filesystem">The sender's path; the receiver puts its root before it.</param>
/// <param name="To">The snapshot the stream brings, checked by guid afterwards.</param>
/// <param name="ClearResumeToken">Drop partly received state first; set whenever the sender did not use a token.</param>
/// <param name="Protection">What both sides leave on disk.</param>
public sealed record ReceiveRequest(DatasetPath Filesystem, FilesystemVersion To, bool ClearResumeToken, Protection Protection)
{
    /// <summary>True if compressing the stream on its way can pay; see <see cref="ReplicationStream.IsCompressible"/>.</summary>
    public bool IsCompressible { get; init; }

    /// <summary>Steps that are known to follow this one, as far as they are planned, so that connections can be prepared. Stays within the process.</summary>
    public int Following { get; init; }

    /// <summary>Told where the stream goes and how it comes along; null: nobody looks. Stays within the process.</summary>
    public StreamWatch? Watch { get; init; }
}
