using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Support;

/// <summary>Commands that a test is told of when they have begun, and waited for before anybody else is; no token ends them.</summary>
internal sealed class WatchingZfs(IZfsCommandRunner inner, Func<ZfsCommand, IRunningCommand, Task> begun) : IZfsCommandRunner
{
    public async ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        var running = await inner.StartAsync(command, CancellationToken.None);
        await begun(command, running);
        return running;
    }
}
