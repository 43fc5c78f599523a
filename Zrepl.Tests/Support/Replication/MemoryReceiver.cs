using Zrepl.Engine.Endpoints;

namespace Zrepl.Tests.Support.Replication;

/// <summary>A receiver without ZFS. Makes placeholders above what it receives, as the real one does.</summary>
internal sealed class MemoryReceiver(CallScript script) : MemoryEndpoint("receiver", script), IReceiver
{
    public async Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation)
    {
        var verb = request.ClearResumeToken ? "receive" : "resume";
        await Script.EnterAsync($"receiver {verb} {request.Filesystem} {request.To.RelativeName}", cancellation);
        await stream.CopyToAsync(Stream.Null, cancellation);
        await Script.EnterAsync($"receiver received {request.Filesystem} {request.To.RelativeName}", cancellation);
        foreach (var above in request.Filesystem.Ancestors()) Datasets.TryAdd(above, new([], true, null));
        Datasets.AddOrUpdate(
            request.Filesystem,
            new MemoryDataset([request.To], false, null),
            (_, old) => old.With([request.To]) with { IsPlaceholder = false, Token = null });
    }
}
