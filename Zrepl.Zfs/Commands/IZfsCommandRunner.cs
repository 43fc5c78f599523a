namespace Zrepl.Zfs.Commands;

/// <summary>
/// The one way to ZFS: starts commands. Implemented by the real binaries and by the simulator;
/// everything above, argument building and output parsing included, is the same code for both.
/// </summary>
public interface IZfsCommandRunner
{
    /// <summary>Starts a command.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="cancellation">
    /// Kills the process when cancelled, at any time until it has ended. The caller still waits for <see cref="IRunningCommand.Exit"/>
    /// or disposes the command.
    /// </param>
    /// <returns>The running command. The caller drains its output and disposes it; disposing kills it if it still runs.</returns>
    /// <exception cref="ZfsUnavailableException">The program is missing or may not be executed.</exception>
    /// <exception cref="ArgumentListTooLongException">The operating system refuses the argument vector (E2BIG).</exception>
    ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation);
}
