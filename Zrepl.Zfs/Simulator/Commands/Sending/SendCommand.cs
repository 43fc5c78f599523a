using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Kernel.Sending;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Sending;

/// <summary><c>zfs send</c> of one snapshot (<c>zfs_send_one</c> in OpenZFS <c>lib/libzfs/libzfs_sendrecv.c</c>).</summary>
internal static class SendCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        if (SendSettings.Parse(call) is not { } settings) return 1;
        if (settings.IsSaved) return await SendSavedAsync(call, settings.Target);
        if (settings.Token is { } token) return await ResumedSend.RunAsync(call, settings, token);

        using (var session = await call.EnterAsync())
        {
            if (EntityOpener.Open(call, session, settings.Target, EntityTypes.DatasetKinds) is null) return 1;
            if (settings.From is { } from && from.Contains('@', StringComparison.Ordinal)
                && EntityOpener.Open(call, session, from, EntityTypes.DatasetKinds) is null) return 1;
        }

        var writer = new RecordWriter(call.Output.Pipe);
        if (settings.IsCompound && !await WriteListAsync(call, settings, writer)) return 1;
        if (settings.IsVerbose && await EstimateAsync(call, settings) is var problem and not Errno.Ok)
        {
            call.Fail(Action(settings), problem == Errno.CrossDevice ? NotEarlier : LibzfsText.SystemWords(problem));
            return 1;
        }

        if (settings.IsDryRun) return 0;
        var error = await SendTransfer.RunAsync(call, settings, writer, settings.Target, settings.From, settings.Flags, null);
        if (settings.IsCompound) SendTransfer.MustBeRead(await writer.EndCompoundAsync(call.Killed));
        if (error == Errno.Ok) return 0;
        await ComplainAsync(call, settings, error);
        return 1;
    }

    private const string NotEarlier = "not an earlier snapshot from the same fs";

    private static string Action(SendSettings settings) => $"warning: cannot send '{settings.Target}'";

    private static async Task<bool> WriteListAsync(CommandCall call, SendSettings settings, RecordWriter writer)
    {
        using var session = await call.EnterAsync();
        var (dataset, snapshot) = EntityOpener.Find(session, settings.Target, out _) switch
        {
            Snapshot found => (found.Dataset, found),
            Dataset head => (head, null),
            _ => throw new InvalidOperationException($"'{settings.Target}' is neither snapshot nor dataset."),
        };
        if (dataset.Encryption is not null && !settings.Flags.Raw)
        {
            call.Errors.WriteLine(
                $"cannot send {settings.Target}: encrypted dataset {dataset.Name} may not be sent with properties without the raw flag");
            call.Fail(Action(settings), "backup failed");
            return false;
        }

        if (settings.IsDryRun) return true;
        var list = XdrNvList.Write(PackageListWriter.Write(dataset, snapshot, settings, call.Rules.Version));
        session.Dispose();
        var features = settings.Holds ? StreamFeatures.Holds : StreamFeatures.None;
        SendTransfer.MustBeRead(await writer.BeginAsync(new(StreamKind.Compound, (ulong)features, 0, 0, 0, 0, 0, settings.Target, 0), list, call.Killed));
        SendTransfer.MustBeRead(await writer.EndAsync(call.Killed));
        return true;
    }

    private static async Task<Errno> EstimateAsync(CommandCall call, SendSettings settings)
    {
        using var session = await call.EnterAsync();
        var send = SendOpener.Open(session, settings.Target, settings.From, settings.Flags, null, isEstimate: true);
        if (send.Error == Errno.Ok) EstimateText.Print(call, settings, settings.Target, settings.From, SendEstimator.Estimate(send, 0, call.Rules));
        return send.Error;
    }

    private static async Task ComplainAsync(CommandCall call, SendSettings settings, Errno error)
    {
        switch (error)
        {
            case Errno.CrossDevice: call.Fail(Action(settings), NotEarlier); break;
            case Errno.NoAccess: call.Fail(Action(settings), "dataset key must be loaded"); break;
            case Errno.Busy: call.Fail(Action(settings), "target is busy; if a filesystem, it must not be mounted"); break;
            case Errno.NoEntry or Errno.NoSuchThing when await ExistsAsync(call, settings.Target):
                call.Fail(Action(settings), $"incremental source ({settings.From}) does not exist");
                break;
            case Errno.NoSuchThing: call.Fail(Action(settings), Errno.NoEntry); break;
            default: call.Fail(Action(settings), error); break;
        }
    }

    private static async Task<bool> ExistsAsync(CommandCall call, string name)
    {
        using var session = await call.EnterAsync();
        return EntityOpener.Find(session, name, out _) is not null;
    }

    // What a receive has left behind, as a stream.
    private static async Task<int> SendSavedAsync(CommandCall call, string name)
    {
        using var session = await call.EnterAsync();
        if (EntityOpener.OpenHead(call, session, name) is not { } dataset) return 1;
        if ((dataset.ReceiveChild ?? dataset).Resume is not null) throw new UsageException("not simulated: zfs send -S");
        return 1;
    }
}
