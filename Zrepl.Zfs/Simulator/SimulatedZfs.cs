using System.Text;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator;

/// <summary>Runs <c>zfs</c> and <c>zpool</c> commands on a simulated host.</summary>
public sealed class SimulatedZfs(SimulatedHost host) : IZfsCommandRunner
{
    // Linux refuses a single argument above 128 KiB, its NUL included, and about 2 MiB altogether (spec A1.9).
    private const int LongestArgument = 128 * 1024 - 1;
    private const int LongestArguments = 2 * 1024 * 1024;

    /// <summary>The machine it runs on.</summary>
    public SimulatedHost Host => host;

    /// <inheritdoc/>
    public ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        if (host.Crashes.HasCrashed) throw new SimulatedCrashException();
        var lengths = command.Arguments.Select(Encoding.UTF8.GetByteCount).ToList();
        if (lengths.Exists(length => length > LongestArgument) || lengths.Sum() > LongestArguments) throw new ArgumentListTooLongException(command);
        host.CommandLog.Add(host.Clock.GetUtcNow(), command);
        return new(new SimulatedProcess(host, command, cancellation));
    }
}
