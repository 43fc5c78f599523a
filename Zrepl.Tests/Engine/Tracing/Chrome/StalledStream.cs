namespace Zrepl.Tests.Engine.Tracing.Chrome;

/// <summary>A stream whose writes wait until it is released, as a socket nobody reads.</summary>
internal sealed class StalledStream : MemoryStream
{
    private readonly TaskCompletionSource _release = new();
    private readonly TaskCompletionSource _stalled = new();

    /// <summary>Completes when the first write waits.</summary>
    public Task Stalled => _stalled.Task;

    public void Release() => _release.SetResult();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _stalled.TrySetResult();
        await _release.Task.WaitAsync(cancellationToken);
        Write(buffer.Span);
    }
}
