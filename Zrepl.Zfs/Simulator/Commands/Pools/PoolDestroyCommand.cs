using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.State;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Pools;

/// <summary><c>zpool destroy</c>.</summary>
internal static class PoolDestroyCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "f");
        while (options.Next() is { } option)
            if (option != 'f') throw new UsageException($"invalid option '{options.Culprit}'");
        if (options.Operands.Count < 1) throw new UsageException("missing pool argument");
        if (options.Operands.Count > 1) throw new UsageException("too many arguments");
        using var session = await call.EnterAsync();
        var (pools, exitCode) = PoolListCommand.Select(call, session, options.Operands);
        if (exitCode != 0) return exitCode;
        session.Commit(new Transaction(null, 0, [new RemovePool(pools[0].Name)]));
        return 0;
    }
}
