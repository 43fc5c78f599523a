using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>The datasets above a name that is about to be created (<c>check_parents</c>, <c>zfs_create_ancestors</c>).</summary>
internal static class Ancestors
{
    /// <summary>The parent if a dataset may be made in it, or null after a complaint.</summary>
    public static Dataset? Check(CommandCall call, Session session, string name)
    {
        var action = $"cannot create '{name}'";
        var slash = name.LastIndexOf('/');
        if (slash < 0)
        {
            call.Fail(action, "missing dataset name");
            return null;
        }

        var pool = name[..name.IndexOf('/', StringComparison.Ordinal)];
        if (session.FindDataset(pool) is null)
        {
            call.Fail(action, $"no such pool '{pool}'");
            return null;
        }

        if (EntityOpener.Find(session, name[..slash], out var error) is not Dataset parent)
        {
            if (error == Errno.NoEntry) call.Fail(action, "parent does not exist");
            else call.Fail(action, error);
            return null;
        }

        if (parent.Type == EntityTypes.Filesystem) return parent;
        call.Fail(action, "parent is not a filesystem");
        return null;
    }

    /// <summary>Makes and mounts every missing dataset above the name.</summary>
    public static bool TryCreate(CommandCall call, Session session, string name)
    {
        if (NameCheck.IsTooDeep(name))
        {
            call.Fail($"cannot create '{name}'", "maximum name nesting depth exceeded");
            return false;
        }

        for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            var ancestor = name[..slash];
            if (session.FindDataset(ancestor) is not null) continue;
            if (Check(call, session, ancestor) is null) return false;
            var error = DatasetCalls.Create(session, new(ancestor, EntityTypes.Filesystem, new Dictionary<string, string>()));
            if (error != Errno.Ok)
            {
                call.Fail($"cannot create '{ancestor}'", error);
                return false;
            }

            var made = session.Model.Dataset(ancestor);
            if (Mounting.WantsMount(session, made)) session.Commit(made.Pool, new State.MountDataset(ancestor, true));
        }

        return true;
    }
}
