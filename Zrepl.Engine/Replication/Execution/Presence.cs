using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.ResumeTokens;

namespace Zrepl.Engine.Replication.Execution;

/// <summary>
/// Decides whether a filesystem is on the receiver, so that what is below it may be received: else the receiver would make a placeholder
/// in its place, which an encrypted dataset cannot replace later. What the receiver listed decides; the plan only where that says too
/// little.
/// Source: spec 1.8.2, BAD-6, BAD-7.
/// </summary>
internal static class Presence
{
    /// <summary>True if the listing alone shows it.</summary>
    public static bool InListing(FilesystemPair pair)
    {
        if (!pair.IsReceived) return false;
        if (pair.Receiver!.ResumeToken is not { Length: > 0 } token) return true; // IsReceived: not null

        // What is left of an interrupted full receive looks like a filesystem, but could not be thrown away with a child below it.
        return ResumeTokenDecoder.TryDecode(token, out var decoded, out _) && decoded!.FromGuid is not null;
    }

    /// <summary>True if it is there before the first step of this plan, or is not needed to be.</summary>
    public static bool Before(FilesystemPlan plan, FilesystemPair pair) => plan switch
    {
        FilesystemPlan.Steps steps => steps.InOrder[0].From is not null,
        FilesystemPlan.UpToDate => true,
        FilesystemPlan.NothingInPlaceholder => true, // the receiver makes its own placeholder for the first child
        FilesystemPlan.Impossible { Problem.SenderHasNothingToSend: true } => true, // as for one that is not replicated at all
        _ => false,
    };
}
