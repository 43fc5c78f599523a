using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs rollback</c>: destroys what is newer one by one, then rolls back.</summary>
internal static class RollbackCommand
{
    private const int MostShown = 32;

    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "rRf");
        var (destroysNewer, destroysClones) = (false, false);
        while (options.Next() is { } option)
            switch (option)
            {
                case 'r': destroysNewer = true; break;
                case 'R': destroysNewer = destroysClones = true; break;
                case 'f': break; // nothing is ever busily mounted here
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count < 1) throw new UsageException("missing dataset argument");
        if (options.Operands.Count > 1) throw new UsageException("too many arguments");
        using var session = await call.EnterAsync();
        if (EntityOpener.Open(call, session, options.Operands[0], EntityTypes.Snapshot) is not Snapshot target) return 1;
        var newer = Newer(target);
        if (!MayDestroy(call, target, newer, destroysNewer, destroysClones)) return 1;
        if (!TryDestroy(call, session, newer)) return 1;

        var error = SnapshotCalls.RollBack(session, target);
        if (error == Errno.Ok) return 0;
        var action = $"cannot rollback '{target.Dataset.Name}'";
        if (error == Errno.Exists) call.Fail(action, $"there is a snapshot or bookmark more recent than '{target.FullName}'");
        else call.Fail(action, error);
        return 1;
    }

    private static List<ZfsEntity> Newer(Snapshot target) =>
    [
        .. target.Dataset.Snapshots.Where(snapshot => snapshot.CreateTxg > target.CreateTxg),
        .. target.Dataset.Bookmarks.Values.Where(bookmark => bookmark.CreateTxg > target.CreateTxg),
    ];

    private static bool MayDestroy(CommandCall call, Snapshot target, List<ZfsEntity> newer, bool destroysNewer, bool destroysClones)
    {
        if (newer.Count == 0 || destroysClones) return true;
        if (!destroysNewer)
        {
            call.Errors.WriteLine($"cannot rollback to '{target.FullName}': more recent snapshots or bookmarks exist");
            call.Errors.WriteLine("use '-r' to force deletion of the following snapshots and bookmarks:");
            for (var i = 0; i < newer.Count; i++)
            {
                call.Errors.WriteLine(newer[i].FullName);
                // zfs says so after the 32nd and goes on to the end of the kernel's batch.
                if (i == MostShown - 1) call.Errors.WriteLine($"Output limited to {MostShown} snapshots/bookmarks");
            }

            return false;
        }

        var clones = newer.SelectMany(Dependents.Of).ToList();
        if (clones.Count == 0) return true;
        call.Errors.WriteLine($"cannot rollback to '{target.FullName}': clones of previous snapshots exist");
        call.Errors.WriteLine("use '-R' to force deletion of the following clones and dependents:");
        foreach (var clone in clones) call.Errors.WriteLine(clone.FullName);
        return false;
    }

    private static bool TryDestroy(CommandCall call, Session session, List<ZfsEntity> newer)
    {
        var isComplete = true;
        foreach (var entity in newer.SelectMany(entity => Dependents.Of(entity).Append(entity)).Distinct())
        {
            var error = entity switch
            {
                Snapshot snapshot => SnapshotCalls.Destroy(session, [snapshot], defer: false).Error,
                Bookmark bookmark => BookmarkCalls.Destroy(session, bookmark),
                _ => DatasetCalls.Destroy(session, entity.Head),
            };
            if (error is Errno.Ok or Errno.NoEntry) continue;
            call.Fail($"cannot destroy '{entity.FullName}'", error);
            isComplete = false;
        }

        return isComplete;
    }
}
