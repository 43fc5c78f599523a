using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.State;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs mount</c> and <c>zfs unmount</c>: a flag, nothing else.</summary>
internal static class MountCommand
{
    public static async Task<int> MountAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, ":alvo:Of");
        var (all, isRemount) = (false, false);
        while (options.Next() is { } option)
            switch (option)
            {
                case 'a': all = true; break;
                case 'o': isRemount |= options.Argument.Split(',').Contains("remount"); break;
                case 'l' or 'v' or 'O' or 'f': break;
                case GetOpt.MissingArgument: throw new UsageException($"missing argument for '{options.Culprit}' option");
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (all && options.Operands.Count > 0) throw new UsageException("too many arguments");
        if (options.Operands.Count > 1) throw new UsageException("too many arguments");
        using var session = await call.EnterAsync();
        if (all)
        {
            foreach (var dataset in All(session).Where(dataset => Mounting.WantsMount(session, dataset)).ToList())
                AutoMount.TryMount(call, session, dataset);
            return 0;
        }

        if (options.Operands.Count == 0)
        {
            foreach (var dataset in All(session).Where(dataset => dataset.IsMounted))
                call.Output.WriteLine($"{dataset.Name,-30}  {MountPoint.Read(dataset).Text}");
            return 0;
        }

        if (EntityOpener.Open(call, session, options.Operands[0], EntityTypes.Filesystem) is not Dataset wanted) return 1;
        if (ProblemWithMounting(call, wanted, isRemount) is { } problem)
        {
            call.Fail($"cannot mount '{wanted.Name}'", problem);
            return 1;
        }

        if (wanted.IsMounted) return 0;
        if (AutoMount.ObstacleTo(call, wanted) is { } obstacle)
        {
            call.Errors.WriteLine(obstacle);
            return 1;
        }

        session.Commit(wanted.Pool, new MountDataset(wanted.Name, true));
        return 0;
    }

    public static async Task<int> UnmountAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "afu");
        var (all, unloadsKeys) = (false, false);
        while (options.Next() is { } option)
            switch (option)
            {
                case 'a': all = true; break;
                case 'f': break;
                case 'u': unloadsKeys = true; break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (all && options.Operands.Count > 0) throw new UsageException("too many arguments");
        if (!all && options.Operands.Count == 0) throw new UsageException("missing filesystem argument");
        if (options.Operands.Count > 1) throw new UsageException("too many arguments");
        using var session = await call.EnterAsync();
        if (all)
        {
            foreach (var dataset in All(session).Where(dataset => dataset.IsMounted).ToList())
                session.Commit(dataset.Pool, new MountDataset(dataset.Name, false));
            return 0;
        }

        if (EntityOpener.Open(call, session, options.Operands[0], EntityTypes.Filesystem) is not Dataset wanted) return 1;
        var action = $"cannot unmount '{wanted.Name}'";
        if (MountPoint.Read(wanted).Text == "legacy")
        {
            call.Fail(action, "legacy mountpoint");
            call.Errors.WriteLine("use umount(8) to unmount this filesystem");
            return 1;
        }

        if (!wanted.IsMounted)
        {
            call.Fail(action, "not currently mounted");
            return 1;
        }

        var family = wanted.SelfAndBelow().Where(dataset => dataset.IsMounted).ToList();
        session.Commit(wanted.Pool, [.. family.Select(dataset => (Mutation)new MountDataset(dataset.Name, false))]);
        if (unloadsKeys && wanted.Encryption?.Root == wanted.Name) KeyCalls.Unload(session, wanted);
        return 0;
    }

    private static string? ProblemWithMounting(CommandCall call, Dataset dataset, bool isRemount)
    {
        if (!call.Host.Permissions.IsRoot) return "Insufficient privileges";
        var place = MountPoint.Read(dataset).Text;
        if (place == "legacy") return "legacy mountpoint\nuse mount(8) to mount this filesystem";
        if (place == "none") return "no mountpoint set";
        if (PropertyLookup.Effective(dataset, "canmount", call.Rules.Version) == "off") return "'canmount' property is set to 'off'";
        if (!Keys.IsReadable(dataset)) return "encryption key not loaded";
        if (dataset.IsInconsistent && dataset.Resume is not null)
            return "Contains partially-completed state from \"zfs receive -s\", which can be resumed with \"zfs send -t\"";
        return dataset.IsMounted && !isRemount ? "filesystem already mounted" : null;
    }

    private static IEnumerable<Dataset> All(Session session) => session.Model.ImportedPools.SelectMany(pool => pool.Root.SelfAndBelow());
}
