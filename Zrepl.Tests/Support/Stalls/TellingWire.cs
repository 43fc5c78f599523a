using System.Threading.Channels;
using Zrepl.Engine.Transport;

namespace Zrepl.Tests.Support.Stalls;

/// <summary>A wire of which the test says what comes, and what the system knows of it.</summary>
internal sealed class TellingWire : WireStream
{
    private readonly Channel<byte[]> _incoming = Channel.CreateUnbounded<byte[]>();
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _reads = new(0);

    /// <summary>What the system knows.</summary>
    public WireSigns Signs { get; set; } = WireSigns.Unknown;

    /// <summary>True: what is written stays in the way.</summary>
    public bool IsClogged { get; set; }

    public override string RemoteDescription => "nas:8888";

    public override WireSigns Look() => Signs;

    /// <summary>Lets the other side say something; completes once it was taken in.</summary>
    public async Task SayAsync(byte[] bytes)
    {
        while (await _reads.WaitAsync(0)) { } // those that came before
        _incoming.Writer.TryWrite(bytes);
        Assert.True(await _reads.WaitAsync(Deadline.OfATest), "Nobody reads.");
    }

    /// <summary>Completes once somebody reads.</summary>
    public async Task ReadAsync() => Assert.True(await _reads.WaitAsync(Deadline.OfATest), "Nobody reads.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _reads.Release();
        var next = _incoming.Reader.ReadAsync(cancellationToken).AsTask();
        await Task.WhenAny(next, _aborted.Task);
        if (_aborted.Task.IsCompleted) throw new IOException("the connection is closed");
        var bytes = await next;
        bytes.CopyTo(buffer);
        return bytes.Length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!IsClogged) return;
        await _aborted.Task.WaitAsync(cancellationToken);
        throw new IOException("the connection is closed");
    }

    public override ValueTask ShutdownWriteAsync(CancellationToken cancellation) => default;

    public override void Abort() => _aborted.TrySetResult();

    public override ValueTask DisposeAsync()
    {
        _aborted.TrySetResult();
        return default;
    }
}
