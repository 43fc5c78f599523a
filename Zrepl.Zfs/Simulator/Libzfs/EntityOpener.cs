using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator.Libzfs;

/// <summary>Finds what a command names, and complains as <c>zfs_open</c> does.</summary>
internal static class EntityOpener
{
    /// <summary>The thing of that name if it is one of the wanted kinds; otherwise prints <c>cannot open '…': …</c> and gives null.</summary>
    public static ZfsEntity? Open(CommandCall call, Session session, string name, EntityTypes types)
    {
        var action = $"cannot open '{name}'";
        if (NameCheck.ProblemIn(name, types, isNew: false) is { } problem)
        {
            call.Fail(action, problem);
            return null;
        }

        if (Find(session, name, out var error) is not { } entity)
        {
            // A missing bookmark of an existing dataset has words of its own.
            var isBookmark = name.Contains('#', StringComparison.Ordinal) && session.FindDataset(name[..name.IndexOf('#', StringComparison.Ordinal)]) is not null;
            if (isBookmark && error == Errno.NoEntry) call.Fail(action, LibzfsText.NoSuchPoolOrDataset);
            else call.Fail(action, error);
            return null;
        }

        if (types.HasFlag(entity.Type)) return entity;
        call.Fail(action, LibzfsText.WrongType);
        return null;
    }

    /// <summary>Like <see cref="Open"/>; a path is the filesystem that is mounted there (<c>zfs_path_to_zhandle</c>).</summary>
    public static ZfsEntity? OpenNameOrPath(CommandCall call, Session session, string text, EntityTypes types)
    {
        if (!text.StartsWith('/')) return Open(call, session, text, types);
        var mounted = session.Model.ImportedPools.SelectMany(pool => pool.Root.SelfAndBelow())
            .Where(dataset => dataset.IsMounted && (Properties.MountPoint.Read(dataset).Text.TrimEnd('/') + "/") is var place && (text + "/").StartsWith(place, StringComparison.Ordinal))
            .MaxBy(dataset => Properties.MountPoint.Read(dataset).Text.Length);
        if (mounted is not null) return Open(call, session, mounted.Name, types);
        call.Errors.WriteLine($"'{text}': not a ZFS filesystem");
        return null;
    }

    /// <summary>A filesystem or volume, or null after a complaint.</summary>
    public static Dataset? OpenHead(CommandCall call, Session session, string name) =>
        (Dataset?)Open(call, session, name, EntityTypes.Heads);

    /// <summary>The thing of that name without a complaint.</summary>
    public static ZfsEntity? Find(Session session, string name, out Errno error)
    {
        ZfsEntity? entity = name.Contains('@', StringComparison.Ordinal) ? session.FindSnapshot(name)
            : name.Contains('#', StringComparison.Ordinal) ? session.FindBookmark(name)
            : session.FindDataset(name);
        error = Errno.NoEntry;
        if (entity is null && PoolOf(session, name)?.Health != PoolHealth.Suspended) return null;
        error = PoolOf(session, name)?.Health == PoolHealth.Suspended ? Errno.Suspended : Errno.Ok;
        return error == Errno.Ok ? entity : null;
    }

    private static Pool? PoolOf(Session session, string name)
    {
        var end = name.AsSpan().IndexOfAny('/', '@', '#');
        return session.Model.Pools.GetValueOrDefault(end < 0 ? name : name[..end]) is { IsImported: true } pool ? pool : null;
    }
}
