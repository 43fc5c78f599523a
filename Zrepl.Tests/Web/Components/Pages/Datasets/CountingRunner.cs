using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Web.Components.Pages.Datasets;

/// <summary>Counts commands, and can stand for a <c>zfs</c> that is missing.</summary>
internal sealed class CountingRunner(IZfsCommandRunner inner) : IZfsCommandRunner
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public string? Broken { get; set; }

    public ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _count);
        return inner.StartAsync(Broken is null ? command : ZfsCommand.Zfs("list", Broken), cancellation);
    }
}
