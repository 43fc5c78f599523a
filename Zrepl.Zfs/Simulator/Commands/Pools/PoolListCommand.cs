using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Pools;

/// <summary><c>zpool list</c>.</summary>
internal static class PoolListCommand
{
    private const string DefaultColumns = "name,size,allocated,free,checkpoint,expandsize,fragmentation,capacity,dedupratio,health,altroot";

    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, ":Hpo:");
        var (isScripted, isLiteral, fields) = (false, false, DefaultColumns);
        while (options.Next() is { } option)
            switch (option)
            {
                case 'H': isScripted = true; break;
                case 'p': isLiteral = true; break;
                case 'o': fields = options.Argument; break;
                case GetOpt.MissingArgument: throw new UsageException($"missing argument for '{options.Culprit}' option");
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        using var session = await call.EnterAsync();
        var (pools, exitCode) = Select(call, session, options.Operands);
        var columns = PoolProperty.ParseList(call, fields) ?? [new("name", "NAME"), .. PoolProperty.Native];
        if (pools.Count == 0)
        {
            if (exitCode == 0 && !isScripted) call.Output.WriteLine("no pools available");
            return exitCode;
        }

        var rows = pools.Select(pool => columns.Select(column => column.Read(pool, isLiteral).Text).ToList()).ToList();
        if (!isScripted) rows.Insert(0, [.. columns.Select(column => column.Column)]);
        var widths = columns.Select((_, i) => rows.Max(row => row[i].Length)).ToList();
        foreach (var row in rows)
            call.Output.WriteLine(isScripted
                ? string.Join('\t', row)
                : string.Join("  ", row.Select((cell, i) => columns[i].IsRightAligned ? cell.PadLeft(widths[i]) : i == row.Count - 1 ? cell : cell.PadRight(widths[i]))));
        return exitCode;
    }

    /// <summary>The pools named, or all; complains about those that do not exist.</summary>
    public static (List<Pool> Pools, int ExitCode) Select(CommandCall call, Session session, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) return ([.. session.Model.ImportedPools], 0);
        var found = new List<Pool>();
        var exitCode = 0;
        foreach (var name in names)
        {
            if (session.Model.Pools.TryGetValue(name, out var pool) && pool.IsImported)
            {
                found.Add(pool);
                continue;
            }

            call.Fail($"cannot open '{name}'", "no such pool");
            exitCode = 1;
        }

        return (found, exitCode);
    }
}
