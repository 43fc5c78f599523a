using System.Collections.Immutable;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Transport;
using Zrepl.Zfs.Moving;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Benchmarks.DataChannel;

/// <summary>A sink whose <c>zfs receive</c> is the pipe of standard output, or nothing.</summary>
/// <param name="done">Cancelled a moment after a stream has come to its end.</param>
/// <param name="drops">True to throw away what comes, of any number of streams at once.</param>
internal sealed class PipeReceiver(CancellationTokenSource done, bool drops = false) : IReceiver, IPassiveService
{
    private const int BufferLength = 256 * 1024; // what the daemon reads at a time

    public async Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation)
    {
        await using var output = drops ? Stream.Null : Pipes.Output();
        var mover = StreamMover.Between(stream, output);
        var buffer = new byte[BufferLength];
        var reads = new GatheredReads(stream, buffer);
        while (true) // as the daemon's ReceivePump
        {
            if (mover is not null) await mover.MoveAsync(cancellation);
            var bytes = mover is null ? await reads.NextAsync(cancellation) : buffer.AsMemory(0, await stream.ReadAsync(buffer, cancellation));
            if (bytes.IsEmpty) break;
            await output.WriteAsync(bytes, cancellation);
        }

        done.CancelAfter(TimeSpan.FromSeconds(1)); // once the answer is out
    }

    public IReceiver ReceiverFor(string clientIdentity) => this;

    public ISender? SenderFor(string clientIdentity) => null;

    public Task WaitForConnectivityAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) => throw Unused();

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) => throw Unused();

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) => throw Unused();

    private static NotSupportedException Unused() => new("The benchmark of the data channel makes no calls.");
}
