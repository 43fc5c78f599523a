using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Pools;

/// <summary><c>zpool get</c>.</summary>
internal static class PoolGetCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, ":Hpo:");
        var (isScripted, isLiteral) = (false, false);
        string[] fields = ["name", "property", "value", "source"];
        while (options.Next() is { } option)
            switch (option)
            {
                case 'H': isScripted = true; break;
                case 'p': isLiteral = true; break;
                case 'o':
                    if (options.Argument != "all") fields = options.Argument.Split(',');
                    if (fields.FirstOrDefault(field => field is not ("name" or "property" or "value" or "source")) is { } wrong)
                        throw new UsageException($"invalid column name '{wrong}'");
                    break;
                case GetOpt.MissingArgument: throw new UsageException($"missing argument for '{options.Culprit}' option");
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count == 0) throw new UsageException("missing property argument");
        var properties = PoolProperty.ParseList(call, options.Operands[0]);
        using var session = await call.EnterAsync();
        var (pools, exitCode) = PoolListCommand.Select(call, session, [.. options.Operands.Skip(1)]);
        var rows = new List<string[]>();
        foreach (var pool in pools)
        {
            var shown = properties ?? [.. PoolProperty.Native, .. pool.Features.Keys.Select(name => new PoolProperty("feature@" + name, name))];
            foreach (var property in shown)
            {
                var value = property.Read(pool, isLiteral);
                rows.Add([.. fields.Select(field => field switch
                {
                    "name" => pool.Name,
                    "property" => property.Name,
                    "value" => value.Text,
                    _ => value.SourceText,
                })]);
            }
        }

        if (rows.Count > 0 && !isScripted) rows.Insert(0, [.. fields.Select(field => field.ToUpperInvariant())]);
        var widths = fields.Select((_, i) => rows.Select(row => row[i].Length).DefaultIfEmpty().Max()).ToList();
        foreach (var row in rows)
            call.Output.WriteLine(isScripted
                ? string.Join('\t', row)
                : string.Join("  ", row.Select((cell, i) => i == row.Length - 1 ? cell : cell.PadRight(widths[i]))));
        return exitCode;
    }
}
