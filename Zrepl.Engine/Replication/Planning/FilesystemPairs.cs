using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>The beginning of an attempt: which filesystems there are. Source: spec 1.4.</summary>
internal static class FilesystemPairs
{
    /// <summary>
    /// Lists both sides at once. If both fail, the sender's failure is told, so that the message does not depend on who was faster.
    /// </summary>
    /// <returns>The sender's filesystems in its order; what only the receiver has is left alone.</returns>
    /// <exception cref="EndpointException">A side failed, or the sender named a filesystem twice.</exception>
    public static async Task<ImmutableArray<FilesystemPair>> ListAsync(
        ISender sender, IReceiver receiver, ProgressToken progress, CancellationToken cancellation)
    {
        using var senderFailed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var receiving = ListReceiverAsync(receiver, senderFailed.Token);
        ImmutableArray<EndpointFilesystem> sent;
        try
        {
            sent = await sender.ListFilesystemsAsync(cancellation);
        }
        catch
        {
            await senderFailed.CancelAsync();
            await Task.WhenAny(receiving); // its outcome does not matter any more, but it must not be left behind
            _ = receiving.Exception;
            throw;
        }

        var received = await receiving;
        progress.Report(ProgressKind.Call);

        var byPath = new Dictionary<DatasetPath, EndpointFilesystem>(received.Length);
        foreach (var filesystem in received) byPath[filesystem.Path] = filesystem;
        var seen = new HashSet<DatasetPath>(sent.Length);
        foreach (var filesystem in sent)
            if (!seen.Add(filesystem.Path)) throw new EndpointException($"sender lists filesystem \"{filesystem.Path}\" more than once");
        return [.. sent.Select(filesystem => new FilesystemPair(filesystem, byPath.GetValueOrDefault(filesystem.Path)))];
    }
    // A task of its own: it runs beside the sender's listing, and both begin spans.
    private static async Task<ImmutableArray<EndpointFilesystem>> ListReceiverAsync(IReceiver receiver, CancellationToken cancellation)
    {
        using var task = Tracer.StartTask(TraceNames.ListReceiver);
        return await receiver.ListFilesystemsAsync(cancellation);
    }
}
