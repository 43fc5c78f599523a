using System.Collections.Immutable;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Reports;

/// <summary>A conflict in parts, so that a page can help to resolve it. Not in Go's reports.</summary>
/// <param name="Class"><c>NoSenderSnapshots</c>, <c>NoCommonAncestor</c> or <c>Diverged</c>.</param>
/// <param name="CommonAncestor">Newest common version, or null.</param>
/// <param name="SenderOnly">Versions only the sender has, oldest first.</param>
/// <param name="ReceiverOnly">Snapshots only the receiver has, oldest first.</param>
public sealed record ConflictReport(
    string Class, string? CommonAncestor, ImmutableArray<string> SenderOnly, ImmutableArray<string> ReceiverOnly)
{
    internal static ConflictReport? Of(Conflict? conflict) => conflict switch
    {
        null => null,
        Conflict.Diverged diverged => new(
            nameof(Conflict.Diverged), diverged.Common.RelativeName, Names(diverged.SenderOnly), Names(diverged.ReceiverOnly)),
        Conflict.NoCommonAncestor unrelated => new(
            nameof(Conflict.NoCommonAncestor), null, Names(unrelated.Sender), Names(unrelated.Receiver)),
        _ => new(conflict.GetType().Name, null, [], []),
    };

    private static ImmutableArray<string> Names(ImmutableArray<FilesystemVersion> versions) =>
        [.. versions.Select(version => version.RelativeName)];
}
