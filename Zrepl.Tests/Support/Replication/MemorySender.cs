using System.Collections.Concurrent;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Support.Replication;

/// <summary>A sender without ZFS. Streams are as long as told, their content does not matter.</summary>
internal sealed class MemorySender(CallScript script) : MemoryEndpoint("sender", script), ISender
{
    private readonly ConcurrentDictionary<DatasetPath, ulong> _cursors = new();
    private int _openStreams;

    /// <summary>Length of each stream and what the estimate says.</summary>
    public int StreamLength { get; set; } = 100;

    /// <summary>Makes the streams; the default one ends after <see cref="StreamLength"/> bytes.</summary>
    public Func<SendRequest, Stream>? MakeStream { get; set; }

    /// <summary>What is said of the streams.</summary>
    public bool IsCompressible { get; set; }

    /// <summary>Streams that were opened and not disposed.</summary>
    public int OpenStreams => Volatile.Read(ref _openStreams);

    public ulong? CursorOf(string path) => _cursors.TryGetValue(DatasetPath.Parse(path), out var guid) ? guid : null;

    public MemorySender WithCursor(string path, ulong guid)
    {
        _cursors[DatasetPath.Parse(path)] = guid;
        return this;
    }

    public async Task<long?> EstimateAsync(SendRequest request, CancellationToken cancellation)
    {
        await Script.EnterAsync($"sender estimate {Describe(request)}", cancellation);
        return StreamLength;
    }

    public async Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation)
    {
        await Script.EnterAsync($"sender send {Describe(request)}", cancellation);
        Interlocked.Increment(ref _openStreams);
        var content = MakeStream?.Invoke(request) ?? new MemoryStream(new byte[StreamLength]);
        return new ReplicationStream(new Closing(content, () => Interlocked.Decrement(ref _openStreams)), request.ResumeToken is not null, StreamLength) { IsCompressible = IsCompressible };
    }

    public async Task ConfirmAsync(SendRequest request, CancellationToken cancellation)
    {
        await Script.EnterAsync($"sender confirm {Describe(request)}", cancellation);
        _cursors[request.Filesystem] = request.To.Guid;
    }

    public async Task<ulong?> ReplicationCursorAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        await Script.EnterAsync($"sender cursor {filesystem}", cancellation);
        return _cursors.TryGetValue(filesystem, out var guid) ? guid : null;
    }

    /// <summary>Datasets on which a process died while it confirmed.</summary>
    public HashSet<DatasetPath> Leftovers { get; } = [];

    public Task<bool> HasLeftoversAsync(DatasetPath filesystem, CancellationToken cancellation) => Task.FromResult(Leftovers.Contains(filesystem));

    private static string Describe(SendRequest request) =>
        $"{request.Filesystem} {request.From?.RelativeName ?? "full"} {request.To.RelativeName}" + (request.ResumeToken is null ? "" : " resumed");

    private sealed class Closing(Stream inner, Action closed) : Stream
    {
        private Action? _closed = closed;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            Interlocked.Exchange(ref _closed, null)?.Invoke();
            base.Dispose(disposing);
        }
    }
}
