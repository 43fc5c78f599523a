using System.Collections.Immutable;
using Zrepl.Engine.Progress;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Planning;

/// <summary>
/// Finds out what replication of one filesystem can continue from. Only what a run has seen itself spares the question: what both sides had earlier may have been
/// rolled back since. The other side is asked only if something depends on the answer; without an answer, a cursor of the job or a memory of what both had, nothing is destroyed.
/// </summary>
internal sealed class AnchorSearch(PruneTask task, DatasetPath path, ImmutableArray<FilesystemVersion> versions, ProgressToken progress)
{
    private readonly ulong? _shared = task.NewestShared.TryGetValue(path, out var guid) ? guid : null;
    private readonly ulong? _perhaps = task.PerhapsShared.TryGetValue(path, out var guid) ? guid : null;

    /// <summary>Searches.</summary>
    /// <param name="doomed">What the rules do not keep.</param>
    /// <param name="cursor">The job's cursor, if it was asked for before.</param>
    /// <param name="cursorIsKnown">True if it was.</param>
    /// <param name="cancellation">Ends the calls.</param>
    public async Task<Anchors> FindAsync(
        IReadOnlyCollection<FilesystemVersion> doomed, ulong? cursor, bool cursorIsKnown, CancellationToken cancellation)
    {
        if (doomed.Count == 0 || task.Side == PruneSide.Local) return new([], cursor);
        if (!cursorIsKnown && DependsOnCursor(doomed)) cursor = await CursorAsync(cancellation);
        var shared = task.Side == PruneSide.Receiver ? await OnReceiverAsync(cursor, cancellation) : await OnSenderAsync(cursor, cancellation);
        return new([.. shared.Append(_perhaps).Append(cursor).OfType<ulong>()], cursor);
    }

    /// <summary>Asks the sender for the job's cursor.</summary>
    public async Task<ulong?> CursorAsync(CancellationToken cancellation)
    {
        var cursor = await task.History.ReplicationCursorAsync(path, cancellation);
        progress.Report(ProgressKind.Call);
        return cursor;
    }

    // A receiver can only continue from a snapshot it has.
    private async Task<IEnumerable<ulong?>> OnReceiverAsync(ulong? cursor, CancellationToken cancellation)
    {
        if (_shared is not null) return [_shared];
        return HasSnapshot(cursor) ? [] : [NewestCommon(await task.History.ListVersionsAsync(path, cancellation), null)];
    }

    private async Task<IEnumerable<ulong?>> OnSenderAsync(ulong? cursor, CancellationToken cancellation)
    {
        if (_shared is not null && IsSolid(_shared, cursor)) return [_shared];
        if (task.Received is not { } received) return [_shared];
        ulong? remembered = task.Remembered.TryGetValue(path, out var guid) ? guid : null;
        try
        {
            var there = await received.VersionsOfAsync(path, cancellation);
            return [_shared, NewestCommon(there.Where(version => version.IsSnapshot), cursor)];
        }
        catch (Exception) when ((cursor ?? remembered) is not null && !cancellation.IsCancellationRequested)
        {
            return [_shared, remembered]; // a host whose receiver is away must not fill up; what replication goes on from is known as well as can be
        }
    }

    // The bookmark of another job goes when that job likes.
    private bool IsSolid(ulong? guid, ulong? cursor) => HasSnapshot(guid) || guid == cursor;

    // A receiver's newest common snapshot has to be found out; a sender's may go if the job's own cursor takes its place.
    private bool DependsOnCursor(IReadOnlyCollection<FilesystemVersion> doomed) => task.Side switch
    {
        PruneSide.Receiver => _shared is null,
        PruneSide.Sender when _shared is null => task.Received is not null,
        PruneSide.Sender => !HasSnapshot(_shared) || (doomed.Any(snapshot => snapshot.Guid == _shared) && Anchors.IsSomeCursorAt(path, versions, _shared.Value)),
        _ => false,
    };

    private bool HasSnapshot(ulong? guid) => guid is not null && versions.Any(version => version.IsSnapshot && version.Guid == guid);

    private ulong? NewestCommon(IEnumerable<FilesystemVersion> there, ulong? ownCursor)
    {
        progress.Report(ProgressKind.Call);
        var guids = there.Select(version => version.Guid).ToHashSet();
        return versions.Where(version => (version.IsSnapshot || version.Guid == ownCursor) && guids.Contains(version.Guid)).MaxBy(version => version.CreateTxg)?.Guid;
    }
}
