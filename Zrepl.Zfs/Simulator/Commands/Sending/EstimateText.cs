using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Sending;

/// <summary>What would be sent, and how much (<c>send_print_verbose</c>): on standard output of a dry run, else on standard error.</summary>
internal static class EstimateText
{
    public static void Print(CommandCall call, SendSettings settings, string to, string? from, ulong size)
    {
        if (from is not null && call.Rules.EstimatesNameSourceShort && from.IndexOf('@', StringComparison.Ordinal) is var at and >= 0) from = from[(at + 1)..];
        if (settings.IsParsable)
        {
            WriteLine(call, settings, from is null ? $"full\t{to}\t{size}" : $"incremental\t{from}\t{to}\t{size}");
            WriteLine(call, settings, $"size\t{size}");
            return;
        }

        var nice = NiceNumber.Bytes(size);
        WriteLine(call, settings, (from is null ? $"full send of {to}" : $"send from {from} to {to}") + $" estimated size is {nice}");
        WriteLine(call, settings, $"total estimated size is {nice}");
    }

    public static void WriteLine(CommandCall call, SendSettings settings, string line)
    {
        if (settings.IsDryRun) call.Output.WriteLine(line);
        else call.Errors.WriteLine(line);
    }
}
