using System.Collections.Immutable;
using Zrepl.Engine.Progress;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>
/// Finds out what replication of one filesystem can continue from. The sender is asked only if something depends on the answer; if it cannot
/// answer then, nothing may be destroyed.
/// </summary>
internal sealed class AnchorSearch(PruneTask task, DatasetPath path, ImmutableArray<FilesystemVersion> versions, ProgressToken progress)
{
    private readonly ulong? _shared = task.NewestShared.TryGetValue(path, out var guid) ? guid : null;

    /// <summary>Searches.</summary>
    /// <param name="doomed">What the rules do not keep.</param>
    /// <param name="cursor">The job's cursor, if it was asked for before.</param>
    /// <param name="cursorIsKnown">True if it was.</param>
    /// <param name="cancellation">Ends the calls.</param>
    public async Task<Anchors> FindAsync(
        IReadOnlyCollection<FilesystemVersion> doomed, ulong? cursor, bool cursorIsKnown, CancellationToken cancellation)
    {
        if (!cursorIsKnown && DependsOnCursor(doomed)) cursor = await CursorAsync(cancellation);
        var shared = _shared;
        if (shared is null && task.Side == PruneSide.Receiver && doomed.Count > 0 && !HasSnapshot(cursor))
            shared = NewestCommon(await task.History.ListVersionsAsync(path, cancellation));
        if (shared is null && task is { Side: PruneSide.Sender, Received: { } received } && doomed.Count > 0 && cursor is null)
            shared = NewestCommon((await received.VersionsOfAsync(path, cancellation)).Where(version => version.IsSnapshot)); // after a restart nobody remembers it
        return new([.. new[] { shared, cursor }.OfType<ulong>()], cursor);
    }

    /// <summary>Asks the sender for the job's cursor.</summary>
    public async Task<ulong?> CursorAsync(CancellationToken cancellation)
    {
        var cursor = await task.History.ReplicationCursorAsync(path, cancellation);
        progress.Report(ProgressKind.Call);
        return cursor;
    }

    // A receiver's newest common snapshot has to be found out; a sender's may go if the job's own cursor takes its place.
    private bool DependsOnCursor(IReadOnlyCollection<FilesystemVersion> doomed) => task.Side switch
    {
        PruneSide.Receiver => _shared is null && doomed.Count > 0,
        PruneSide.Sender when _shared is null => task.Received is not null && doomed.Count > 0,
        PruneSide.Sender => _shared is { } guid && doomed.Any(snapshot => snapshot.Guid == guid) && Anchors.IsSomeCursorAt(path, versions, guid),
        _ => false,
    };

    private bool HasSnapshot(ulong? guid) => versions.Any(version => version.IsSnapshot && version.Guid == guid);

    private ulong? NewestCommon(IEnumerable<FilesystemVersion> there)
    {
        progress.Report(ProgressKind.Call);
        var guids = there.Select(version => version.Guid).ToHashSet();
        return versions.Where(version => version.IsSnapshot && guids.Contains(version.Guid)).MaxBy(version => version.CreateTxg)?.Guid;
    }
}
