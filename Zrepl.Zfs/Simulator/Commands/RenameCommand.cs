using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs rename</c>.</summary>
internal static class RenameCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "pruf");
        var (makesParents, isRecursive, staysMounted) = (false, false, false);
        while (options.Next() is { } option)
            switch (option)
            {
                case 'p': makesParents = true; break;
                case 'r': isRecursive = true; break;
                case 'u': staysMounted = true; break;
                case 'f': break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count < 1) throw new UsageException("missing source dataset argument");
        if (options.Operands.Count < 2) throw new UsageException("missing target dataset argument");
        if (options.Operands.Count > 2) throw new UsageException("too many arguments");
        if (isRecursive && makesParents) throw new UsageException("-p and -r options are mutually exclusive");
        if (staysMounted && makesParents) throw new UsageException("-u and -p options are mutually exclusive");
        var (source, target) = (options.Operands[0], options.Operands[1]);
        if (isRecursive && !source.Contains('@', StringComparison.Ordinal)) throw new UsageException("source dataset for recursive rename must be a snapshot");

        var types = staysMounted ? EntityTypes.Filesystem : makesParents ? EntityTypes.Heads : EntityTypes.DatasetKinds;
        using var session = await call.EnterAsync();
        if (EntityOpener.Open(call, session, source, types) is not { } entity) return 1;
        if (makesParents && NameCheck.ProblemIn(target, entity.Type, isNew: false) is null && !Ancestors.TryCreate(call, session, target)) return 1;
        if (source == target) return 0;
        var isDone = entity is Snapshot snapshot
            ? TryRename(call, session, snapshot, target, isRecursive)
            : TryRename(call, session, entity.Head, target);
        return isDone ? 0 : 1;
    }

    private static bool TryRename(CommandCall call, Session session, Snapshot snapshot, string target, bool isRecursive)
    {
        var at = target.IndexOf('@', StringComparison.Ordinal);
        if (at > 0 && target[..at] != snapshot.Dataset.Name)
        {
            call.Fail($"cannot rename to '{target}'", "snapshots must be part of same dataset");
            return false;
        }

        var shortName = target[(at + 1)..];
        var fullName = $"{snapshot.Dataset.Name}@{shortName}";
        if (NameCheck.ProblemIn(fullName, EntityTypes.Snapshot, isNew: true) is { } problem)
        {
            call.Fail($"cannot rename to '{target}'", problem);
            return false;
        }

        var family = isRecursive
            ? snapshot.Dataset.SelfAndBelow().SelectMany(d => d.TryGetSnapshot(snapshot.Name, out var member) ? (Snapshot[])[member] : []).ToList()
            : [snapshot];
        foreach (var member in family)
        {
            if (!member.Dataset.TryGetSnapshot(shortName, out _)) continue;
            call.Fail($"cannot rename '{member.FullName}'", isRecursive ? "a child dataset already has a snapshot with the new name" : LibzfsText.DatasetExists);
            return false;
        }

        return IsOk(call, $"cannot rename '{snapshot.FullName}'", SnapshotCalls.Rename(session, family, shortName));
    }

    private static bool TryRename(CommandCall call, Session session, Dataset dataset, string target)
    {
        var action = $"cannot rename to '{target}'";
        if (NameCheck.ProblemIn(target, dataset.Type, isNew: true) is { } problem)
        {
            call.Fail(action, problem);
            return false;
        }

        if (Ancestors.Check(call, session, target) is not { } parent) return false;
        if (parent.Pool != dataset.Pool)
        {
            call.Fail(action, "datasets must be within same pool");
            return false;
        }

        if (target.StartsWith(dataset.Name + "/", StringComparison.Ordinal))
        {
            call.Fail(action, "New dataset name cannot be a descendant of current dataset name");
            return false;
        }

        action = $"cannot rename '{dataset.Name}'";
        var error = DatasetCalls.Rename(session, dataset, parent, target);
        if (error != Errno.NoAccess) return IsOk(call, action, error);
        call.Fail(action, "cannot move encrypted child outside of its encryption root");
        return false;
    }

    private static bool IsOk(CommandCall call, string action, Errno error)
    {
        if (error != Errno.Ok) call.Fail(action, error);
        return error == Errno.Ok;
    }
}
