using Zrepl.Engine.Units;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>The client's end of a connection through ssh.</summary>
internal sealed class SshWire(SshProcess process, string description) : PipeWire(process.Output, process.Input)
{
    // ssh's own: it could not connect, or lost the connection.
    private const int ConnectionFailed = 255;

    /// <inheritdoc/>
    public override string RemoteDescription => description;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync() => await process.EndAsync(isInOrder: true);

    /// <inheritdoc/>
    protected override void CloseNow() => _ = process.EndAsync(isInOrder: true);

    /// <inheritdoc/>
    protected override void End() => _ = process.EndAsync(isInOrder: false);

    // A lost network ends ssh's output as a regular end does; only its exit code tells. Once we have ended our direction nothing is expected.
    protected override async Task EndedAsync(CancellationToken cancellation)
    {
        if (IsWritingEnded) return;
        if (await process.ExitSoonAsync() is { } code and (ConnectionFailed or > 128))
            throw new ConnectionLostException($"{description}: ssh: {GoQuote.Quote(process.ErrorText)} (exit status {code})");
    }
}
