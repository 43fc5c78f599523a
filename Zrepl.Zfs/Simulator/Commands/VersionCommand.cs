using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs version</c>; the suffix tells everybody that this is no real ZFS.</summary>
internal static class VersionCommand
{
    public static Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, call.Rules.PrintsJson ? "j" : "", call.Rules.PrintsJson ? ListSettings.JsonOptions : null);
        var isJson = false;
        while (options.Next() is { } option)
            isJson = option == 'j' ? true : throw new UsageException($"invalid option '{options.Culprit}'");
        if (options.Operands.Count > 0) throw new UsageException("too many arguments");

        var version = $"{call.Rules.Version}-sim";
        if (isJson)
        {
            call.Output.WriteLine(
                """{"output_version":{"command":"zfs version","vers_major":0,"vers_minor":1},"zfs_version":{"userland":"zfs-"""
                + version + "\",\"kernel\":\"zfs-kmod-" + version + "\"}}");
            return Task.FromResult(0);
        }

        call.Output.WriteLine("zfs-" + version);
        call.Output.WriteLine("zfs-kmod-" + version);
        return Task.FromResult(0);
    }
}
