using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Pools;

/// <summary><c>zpool status</c> of pools with one simulated device.</summary>
internal static class PoolStatusCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "vxLPpsti");
        var onlyUnhealthy = false;
        while (options.Next() is { } option)
        {
            if (option == GetOpt.Unknown) throw new UsageException($"invalid option '{options.Culprit}'");
            onlyUnhealthy |= option == 'x';
        }

        using var session = await call.EnterAsync();
        var (pools, exitCode) = PoolListCommand.Select(call, session, options.Operands);
        if (pools.Count == 0 && exitCode == 0) call.Errors.WriteLine("no pools available");
        if (onlyUnhealthy && pools.Count > 0 && pools.TrueForAll(pool => pool.Health == PoolHealth.Online))
        {
            call.Output.WriteLine("all pools are healthy");
            return exitCode;
        }

        foreach (var pool in pools)
        {
            var state = pool.Health.ToString().ToUpperInvariant();
            call.Output.Write($"  pool: {pool.Name}\n state: {state}\nconfig:\n\n\tNAME        STATE     READ WRITE CKSUM\n");
            call.Output.Write($"\t{pool.Name,-10}  {state,-8}     0     0     0\n\t  simulated  {state,-8}    0     0     0\n\nerrors: No known data errors\n");
        }

        return exitCode;
    }
}
