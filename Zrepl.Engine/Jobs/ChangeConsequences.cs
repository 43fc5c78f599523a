using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Zfs.Host;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// What a change of a job leads to: snapshots that its next pruning destroys and would not have destroyed before, datasets that it is not about any more, and holds
/// and bookmarks that nothing keeps up any more. Computed by the code that prunes; destroys nothing.
/// </summary>
/// <param name="preview">Of the engine whose job it is.</param>
/// <param name="zfs">Its ZFS.</param>
public sealed class ChangeConsequences(JobPreview preview, ZfsHost zfs)
{
    private readonly PruningConsequences _pruning = new(preview);
    private readonly GivenUpConsequences _givenUp = new(preview, zfs);

    /// <summary>Tells what a change leads to. What cannot be looked at is told as such.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ImmutableArray<ChangeConsequence>> OfAsync(JobChange change, CancellationToken cancellation) =>
        [.. await _pruning.OfAsync(change, cancellation), .. await _givenUp.OfAsync(change, cancellation)];
}
