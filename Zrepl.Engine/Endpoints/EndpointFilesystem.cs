using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints;

/// <summary>One dataset as an endpoint shows it to the other side.</summary>
/// <param name="Path">The sender's path; a receiver has taken its root off.</param>
/// <param name="IsPlaceholder">Made by zrepl so that a child could be received; holds no data of its own.</param>
/// <param name="ResumeToken">Token of an interrupted receive, as printed by ZFS, or null.</param>
public sealed record EndpointFilesystem(DatasetPath Path, bool IsPlaceholder, string? ResumeToken)
{
    /// <summary>
    /// Why it cannot be looked at, and what to do; null if it can. The protocol has no word for it: over a network it is what the question for the versions is answered with.
    /// </summary>
    public string? Problem { get; init; }
}
