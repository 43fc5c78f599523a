using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs allow DATASET</c>: prints what the simulated user was given. Giving is done with <see cref="SimulatedPermissions"/>.</summary>
internal static class AllowCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        if (call.Arguments.Length != 1 || call.Arguments[0].StartsWith('-'))
            throw new UsageException("not simulated: changing permissions");
        using var session = await call.EnterAsync();
        if (EntityOpener.OpenHead(call, session, call.Arguments[0]) is not { } dataset) return 1;
        foreach (var (place, permissions) in call.Host.Permissions.Grants)
        {
            if (dataset.Name != place && !dataset.Name.StartsWith(place + "/", StringComparison.Ordinal)) continue;
            call.Output.WriteLine($"---- Permissions on {place} ".PadRight(70, '-'));
            call.Output.WriteLine("Local+Descendent permissions:");
            call.Output.WriteLine("\tuser nobody " + string.Join(',', permissions.Order(StringComparer.Ordinal)));
        }

        return 0;
    }
}
