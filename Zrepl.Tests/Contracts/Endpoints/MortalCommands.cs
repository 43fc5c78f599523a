using System.Collections.Immutable;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Contracts.Endpoints;

/// <summary>The process that gave the commands died.</summary>
internal sealed class ProcessDiedException() : Exception("the process died");

/// <summary>
/// Commands of a process that is killed before it can start a certain one of them: that and all later ones are never started, and those
/// that still run lose the other ends of their pipes.
/// </summary>
/// <param name="inner">Where the commands of the living go.</param>
/// <param name="diesBefore">Asked before each command; gets its number, from 1 on.</param>
internal sealed class MortalCommands(IZfsCommandRunner inner, Func<ZfsCommand, int, bool> diesBefore) : IZfsCommandRunner
{
    private readonly Lock _gate = new();
    private ImmutableList<IRunningCommand> _running = [];
    private int _count;

    /// <summary>True once the process has died.</summary>
    public bool IsDead { get; private set; }

    public async ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!IsDead && diesBefore(command, ++_count)) Die();
            if (IsDead) throw new ProcessDiedException();
        }

        var running = await inner.StartAsync(command, cancellation);
        lock (_gate) _running = _running.Add(running);
        return running;
    }

    /// <summary>Kills the process now.</summary>
    public void Die()
    {
        lock (_gate)
        {
            IsDead = true;

            // A send whose reader died gets SIGPIPE. A receive whose writer died sees the end of its input and goes on by itself.
            foreach (var orphan in _running.Where(one => one.Command.Verb == "send" && !one.Exit.IsCompleted)) orphan.Kill();
        }
    }
}
