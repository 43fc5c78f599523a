using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Zrepl.Engine.Endpoints;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Campaigns;

/// <summary>A sender behind a link that fails once: in a stream, or where the confirmation of a step would pass.</summary>
/// <param name="streamBytes">Stream bytes until it fails; null for never.</param>
/// <param name="lostConfirmation">Which confirmation gets lost, counted from 1; null for none.</param>
/// <param name="stalls">True if nothing moves any more from there on, instead of an end; <see cref="Stalled"/> tells who watches.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "Without timer or wait handle there is nothing to give back.")]
internal sealed class FragileLink(long? streamBytes, int? lostConfirmation, bool stalls = false)
{
    private readonly CancellationTokenSource _stalled = new();
    private long _left = streamBytes ?? long.MaxValue;
    private int _confirmations;

    /// <summary>True once it was cut.</summary>
    public bool WasCut { get; private set; }

    /// <summary>Cancelled once a stream does not move any more.</summary>
    public CancellationToken Stalled => _stalled.Token;

    /// <summary>The sender as seen through the link.</summary>
    public ISender Around(ISender sender) => new Far(this, sender);

    private async ValueTask PassAsync(int bytes, CancellationToken cancellation)
    {
        if (Interlocked.Add(ref _left, -bytes) > 0) return;
        Interlocked.Exchange(ref _left, long.MaxValue); // the next connection holds
        if (!stalls) throw Cut();
        WasCut = true;
        await _stalled.CancelAsync();
        await Task.Delay(Deadline.OfATest, cancellation); // until whoever watches gives up
    }

    private bool LosesConfirmation() => Interlocked.Increment(ref _confirmations) == lostConfirmation;

    private LinkDownException Cut()
    {
        WasCut = true;
        return new();
    }

    private sealed class Far(FragileLink link, ISender inner) : ISender
    {
        public Task WaitForConnectivityAsync(CancellationToken cancellation) => inner.WaitForConnectivityAsync(cancellation);

        public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) => inner.ListFilesystemsAsync(cancellation);

        public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) =>
            inner.ListVersionsAsync(filesystem, cancellation);

        public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
            DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) =>
            inner.DestroySnapshotsAsync(filesystem, snapshots, cancellation);

        public Task<long?> EstimateAsync(SendRequest request, CancellationToken cancellation) => inner.EstimateAsync(request, cancellation);

        public async Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation)
        {
            var stream = await inner.SendAsync(request, cancellation);
            return new(new CutStream(stream, link), stream.UsedResumeToken, stream.ExpectedBytes);
        }

        public Task ConfirmAsync(SendRequest request, CancellationToken cancellation) =>
            link.LosesConfirmation() ? throw link.Cut() : inner.ConfirmAsync(request, cancellation);

        public Task<ulong?> ReplicationCursorAsync(DatasetPath filesystem, CancellationToken cancellation) =>
            inner.ReplicationCursorAsync(filesystem, cancellation);

        public Task<bool> HasLeftoversAsync(DatasetPath filesystem, CancellationToken cancellation) => inner.HasLeftoversAsync(filesystem, cancellation);
    }

    private sealed class CutStream(ReplicationStream inner, FragileLink link) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var bytes = await inner.Content.ReadAsync(buffer, cancellationToken);
            await link.PassAsync(bytes, cancellationToken);
            return bytes;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
    }
}
