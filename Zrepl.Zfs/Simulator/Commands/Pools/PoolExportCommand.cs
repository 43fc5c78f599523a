using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.State;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Pools;

/// <summary><c>zpool export</c> and <c>zpool import</c>. An imported pool has its filesystems mounted and no key loaded.</summary>
internal static class PoolExportCommand
{
    public static async Task<int> ExportAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "af");
        var all = false;
        while (options.Next() is { } option)
            switch (option)
            {
                case 'a': all = true; break;
                case 'f': break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (!all && options.Operands.Count == 0) throw new UsageException("missing pool argument");
        if (all && options.Operands.Count > 0) throw new UsageException("too many arguments");
        using var session = await call.EnterAsync();
        var (pools, exitCode) = PoolListCommand.Select(call, session, options.Operands);
        foreach (var pool in pools)
        {
            if (HostModel.WithHidden(pool.Root).FirstOrDefault(dataset => call.Host.Activities.IsBusy(dataset.Name)) is not null)
            {
                call.Fail($"cannot export '{pool.Name}'", "pool is busy");
                exitCode = 1;
                continue;
            }

            session.Commit(pool,
            [
                .. pool.Root.SelfAndBelow().Where(dataset => dataset.IsMounted).Select(dataset => (Mutation)new MountDataset(dataset.Name, false)),
                .. pool.Root.SelfAndBelow().Where(dataset => dataset.Encryption?.Wrapping is { IsLoaded: true }).Select(dataset =>
                    (Mutation)new ChangeEncryption(dataset.Name, dataset.Encryption! with { Wrapping = dataset.Encryption.Wrapping! with { IsLoaded = false } })), // as filtered
                new ChangePool(pool.Name) { IsImported = false },
            ]);
        }

        return exitCode;
    }

    public static async Task<int> ImportAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, ":ad:fNo:R:");
        var (all, mounts, isReadOnly) = (false, true, false);
        while (options.Next() is { } option)
            switch (option)
            {
                case 'a': all = true; break;
                case 'N': mounts = false; break;
                case 'o': isReadOnly |= options.Argument == "readonly=on"; break;
                case 'd' or 'f' or 'R': break;
                case GetOpt.MissingArgument: throw new UsageException($"missing argument for '{options.Culprit}' option");
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        using var session = await call.EnterAsync();
        var exported = session.Model.Pools.Values.Where(pool => !pool.IsImported).ToList();
        if (!all && options.Operands.Count == 0)
        {
            if (exported.Count == 0) call.Errors.WriteLine("no pools available to import");
            foreach (var pool in exported) call.Output.Write($"   pool: {pool.Name}\n     id: {pool.Guid}\n  state: ONLINE\n\n");
            return 0;
        }

        var wanted = all ? exported : exported.Where(pool => pool.Name == options.Operands[0]).ToList();
        if (!all && wanted.Count == 0)
        {
            call.Fail($"cannot import '{options.Operands[0]}'", session.Model.Pools.ContainsKey(options.Operands[0])
                ? "a pool with that name already exists\nuse the form 'zpool import <pool | id> <newpool>' to give it a new name"
                : "no such pool available");
            return 1;
        }

        foreach (var pool in wanted)
        {
            session.Commit(pool, new ChangePool(pool.Name) { IsImported = true, IsReadOnly = isReadOnly });
            var mounting = pool.Root.SelfAndBelow().Where(dataset => mounts && Kernel.Mounting.WantsMount(session, dataset)).ToList();
            if (mounting.Count > 0) session.Commit(pool, [.. mounting.Select(dataset => (Mutation)new MountDataset(dataset.Name, true))]);
        }

        return 0;
    }
}
