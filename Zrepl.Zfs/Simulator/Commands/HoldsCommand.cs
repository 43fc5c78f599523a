using System.Globalization;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs holds</c>.</summary>
internal static class HoldsCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, call.Rules.HasFlagsOf22 ? "rHp" : "rH");
        var (isRecursive, isScripted, isLiteral) = (false, false, false);
        while (options.Next() is { } option)
            switch (option)
            {
                case 'r': isRecursive = true; break;
                case 'H': isScripted = true; break;
                case 'p': isLiteral = true; break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count == 0) throw new UsageException(null);
        var exitCode = 0;
        using var session = await call.EnterAsync();
        var found = new List<Snapshot>();
        foreach (var operand in options.Operands)
        {
            var at = operand.IndexOf('@', StringComparison.Ordinal);
            if (at < 0)
            {
                call.Errors.WriteLine($"'{operand}' is not a snapshot");
                exitCode = 1;
                continue;
            }

            ZfsEntity? start = isRecursive
                ? EntityOpener.OpenHead(call, session, operand[..at])
                : EntityOpener.Open(call, session, operand, EntityTypes.Snapshot);
            if (start is null) exitCode = 1;
            else if (start is Snapshot snapshot) found.Add(snapshot);
            else found.AddRange(start.Head.SelfAndBelow().SelectMany(dataset => dataset.Snapshots).Where(s => s.Name == operand[(at + 1)..]));
        }

        Print(call, found, isScripted, isLiteral);
        if (found.Count == 0) call.Errors.WriteLine("no datasets available");
        return exitCode;
    }

    private static void Print(CommandCall call, List<Snapshot> found, bool isScripted, bool isLiteral)
    {
        var nameWidth = found.Count == 0 ? 0 : found.Max(snapshot => snapshot.FullName.Length);
        var tagWidth = found.SelectMany(snapshot => snapshot.Holds?.Keys ?? Enumerable.Empty<string>()).Select(tag => tag.Length).DefaultIfEmpty().Max();
        if (!isScripted) call.Output.WriteLine($"{"NAME".PadRight(nameWidth)}  {"TAG".PadRight(tagWidth)}  TIMESTAMP");
        foreach (var snapshot in found)
            foreach (var (tag, seconds) in snapshot.Holds ?? [])
            {
                var time = isLiteral ? seconds.ToString(CultureInfo.InvariantCulture) : ZfsDate.OfHold(seconds, call.Host.Clock.LocalTimeZone);
                call.Output.WriteLine(isScripted
                    ? $"{snapshot.FullName}\t{tag}\t{time}"
                    : $"{snapshot.FullName.PadRight(nameWidth)}  {tag.PadRight(tagWidth)}  {time}");
            }
    }
}
