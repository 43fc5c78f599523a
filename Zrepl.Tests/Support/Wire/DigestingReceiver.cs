using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Support.Wire;

/// <summary>A receiver that only looks at the bytes: how many there were and their SHA-256.</summary>
internal sealed class DigestingReceiver : IReceiver
{
    public ConcurrentDictionary<DatasetPath, (long Length, string Sha256)> Received { get; } = new();

    public async Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[100_000];
        long length = 0;
        while (await stream.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            hash.AppendData(buffer, 0, count);
            length += count;
        }

        Received[request.Filesystem] = (length, Convert.ToHexString(hash.GetHashAndReset()));
    }

    public Task WaitForConnectivityAsync(CancellationToken cancellation) => Task.CompletedTask;

    public Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation) => throw new NotSupportedException();
}
