using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator.Commands.Receiving;

/// <summary><c>zfs receive</c>.</summary>
internal static class ReceiveCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var settings = ReceiveSettings.Parse(call);
        if (settings.Heals) throw new NotSupportedException("'zfs receive -c' (corrective receive) is not simulated.");
        if (settings.Aborts) return await AbortAsync(call, settings.Target);
        return await new StreamPackage(call, settings).ReceiveAsync() ? 0 : 1;
    }

    // Saved state of an existing dataset is in its hidden child; otherwise the receive has made the dataset itself.
    private static async Task<int> AbortAsync(CommandCall call, string name)
    {
        using var session = await call.EnterAsync();
        if (session.FindDataset(name)?.ReceiveChild is { } hidden) return Destroy(call, session, hidden);
        if (EntityOpener.OpenHead(call, session, name) is not { } dataset) throw new UsageException(null);
        if (dataset is { IsInconsistent: true, Resume: not null }) return Destroy(call, session, dataset);
        call.Errors.WriteLine($"'{name}' does not have any resumable receive state to abort");
        return 1;
    }

    private static int Destroy(CommandCall call, Session session, Dataset dataset)
    {
        var error = DatasetCalls.Destroy(session, dataset);
        if (error == Errno.Ok) return 0;
        call.Fail($"cannot destroy '{dataset.Name}'", error);
        return 1;
    }
}
