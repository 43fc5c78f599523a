using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Campaigns;

/// <summary>
/// The commands of one process of the daemon. When it dies, the commands it started live on as real ones do: those at the other end of
/// its pipes meet a closed pipe, all others end by themselves.
/// </summary>
internal sealed class MortalZfs(IZfsCommandRunner inner, Death death) : IZfsCommandRunner
{
    private readonly List<IRunningCommand> _started = [];

    public async ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        var diesAfter = death.NextCommand();
        var running = await inner.StartAsync(command, CancellationToken.None);
        lock (_started) _started.Add(running);
        if (diesAfter && command.Verb is not ("send" or "receive" or "recv"))
        {
            await running.Output.CopyToAsync(Stream.Null, CancellationToken.None);
            await running.Exit;
            death.Die();
            throw new DaemonDiedException();
        }

        if (diesAfter) death.Die(); // with its streams open
        death.ThrowIfDead();
        return new MortalCommand(running, death, cancellation);
    }

    /// <summary>Returns once everything the dead process had started is over.</summary>
    public async Task BuryAsync()
    {
        IRunningCommand[] started;
        lock (_started) started = [.. _started];
        foreach (var command in started)
        {
            await command.Input.DisposeAsync();
            await command.Output.DisposeAsync();
            await command.Exit.WaitAsync(Support.Deadline.OfATest);
        }
    }
}
