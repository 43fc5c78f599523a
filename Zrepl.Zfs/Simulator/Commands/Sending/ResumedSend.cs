using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Kernel.Sending;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Sending;

/// <summary><c>zfs send -t</c> (<c>zfs_send_resume_impl</c> in OpenZFS <c>lib/libzfs/libzfs_sendrecv.c</c>).</summary>
internal static class ResumedSend
{
    // The function gives -1, and main() makes an exit code of it.
    private const int Failed = 255;
    private const string Action = "cannot resume send";

    public static async Task<int> RunAsync(CommandCall call, SendSettings settings, string token)
    {
        if (SentToken.TryRead(token, out var problem) is not { } pairs) return Fail(call, $"resume token is corrupt ({problem})");
        if (settings.IsVerbose)
        {
            EstimateText.WriteLine(call, settings, "resume token contents:");
            foreach (var line in SentToken.Describe(pairs)) EstimateText.WriteLine(call, settings, line);
        }

        if (pairs.LastOrDefault(pair => pair is { Name: "toname", Type: NvType.String })?.Text is not { } toName
            || SentToken.Number(pairs, "object") is not { } objectId || SentToken.Number(pairs, "offset") is not { } offset
            || SentToken.Number(pairs, "bytes") is not { } bytes || SentToken.Number(pairs, "toguid") is not { } toGuid)
            return Fail(call, "resume token is corrupt");

        var flags = new StreamFlags(Has("largeblockok") || settings.Flags.LargeBlocks, Has("embedok") || settings.Flags.Embedded,
            Has("compressok") || settings.Flags.Compressed, Has("rawok") || settings.Flags.Raw);
        string to;
        string? from = null;
        using (var session = await call.EnterAsync())
        {
            if (GuidSearch.Find(session, toName, toGuid, withBookmarks: false) is not { } target)
            {
                return Fail(call, EntityOpener.Find(session, toName, out _) is Snapshot or Dataset
                    ? $"'{toName}' is no longer the same snapshot used in the initial send" : $"'{toName}' used in the initial send no longer exists");
            }

            to = target.FullName;
            if (SentToken.Number(pairs, "fromguid") is { } fromGuid and not 0)
            {
                if (GuidSearch.Find(session, toName, fromGuid, withBookmarks: true) is not { } source)
                    return Fail(call, $"incremental source 0x{fromGuid:x} no longer exists");
                from = source.FullName;
            }

            if (settings.IsVerbose && !Estimate(call, session, settings, to, from, flags, (objectId, offset), bytes)) return Failed;
        }

        if (settings.IsDryRun) return 0;
        var writer = new RecordWriter(call.Output.Pipe);
        var error = await SendTransfer.RunAsync(call, settings, writer, to, from, flags, objectId == 0 && offset == 0 ? null : (objectId, offset));
        if (error == Errno.Ok) return 0;
        var action = $"warning: cannot send '{to}'";
        if (error == Errno.NoAccess) call.Fail(action, "source key must be loaded");
        else if (error is Errno.NoSuchThing or Errno.CrossDevice) call.Fail(action, "incremental source could not be found");
        else call.Fail(action, error);
        return Failed;

        bool Has(string name) => pairs.Any(pair => pair.Name == name);
    }

    private static bool Estimate(
        CommandCall call, Session session, SendSettings settings, string to, string? from, StreamFlags flags, (ulong, ulong) resume, ulong bytes)
    {
        var send = SendOpener.Open(session, to, from, flags, resume, isEstimate: true);
        if (send.Error == Errno.Ok) EstimateText.Print(call, settings, to, from, SendEstimator.Estimate(send, bytes, call.Rules));
        else call.Fail(Action, LibzfsText.SystemWords(send.Error));
        return send.Error == Errno.Ok;
    }

    private static int Fail(CommandCall call, string reason)
    {
        call.Fail(Action, reason);
        return Failed;
    }
}

/// <summary>
/// Finds a snapshot or bookmark by its guid: first in the dataset named, then in ever larger parts of the pool around it (<c>guid_to_name</c>).
/// </summary>
internal static class GuidSearch
{
    public static ZfsEntity? Find(Session session, string name, ulong guid, bool withBookmarks)
    {
        var at = name.AsSpan().IndexOfAny('@', '#');
        for (var place = at < 0 ? name : name[..at]; ; place = place[..place.LastIndexOf('/')])
        {
            if (session.FindDataset(place) is { } dataset && Search(dataset.SelfAndBelow(), guid, withBookmarks) is { } found) return found;
            if (!place.Contains('/', StringComparison.Ordinal)) return null;
        }
    }

    private static ZfsEntity? Search(IEnumerable<Dataset> datasets, ulong guid, bool withBookmarks)
    {
        foreach (var dataset in datasets)
        {
            if (dataset.FindSnapshot(guid) is { } snapshot) return snapshot;
            if (withBookmarks && dataset.Bookmarks.Values.FirstOrDefault(bookmark => bookmark.Guid == guid) is { } bookmark) return bookmark;
        }

        return null;
    }
}
