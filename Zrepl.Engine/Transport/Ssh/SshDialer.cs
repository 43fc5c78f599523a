using Zrepl.Engine.Configuration;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>Dials through <c>ssh</c>, whose forced command on the other side is <c>zrepl stdinserver IDENTITY</c> (spec wire 6.3).</summary>
public sealed class SshDialer(ConnectDefinition.SshStdinserver definition, TimeProvider clock) : IDialer
{
    /// <inheritdoc/>
    public string Description => $"ssh {definition.User}@{definition.Host}:{definition.Port}";

    /// <inheritdoc/>
    public async Task<WireStream> DialAsync(CancellationToken cancellation)
    {
        var process = SshProcess.Start(definition, clock);
        using var deadline = new CancellationTokenSource(definition.DialTimeout ?? Timeout.InfiniteTimeSpan, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            await GreetAsync(process, giveUp.Token);
            return new SshWire(process, Description);
        }
        catch (Exception failure)
        {
            await process.DisposeAsync();
            cancellation.ThrowIfCancellationRequested();
            if (!deadline.IsCancellationRequested) throw;
            throw new ConnectionLostException(
                $"{Description}: dial_timeout of {GoDuration.Format(definition.DialTimeout!.Value)} exceeded{Said(process)}", failure); // null is no deadline
        }
    }

    private async Task GreetAsync(SshProcess process, CancellationToken cancellation)
    {
        var banner = new byte[SshBanner.Length];
        var count = await process.Output.ReadAtLeastAsync(banner, banner.Length, throwOnEndOfStream: false, cancellation);
        if (count < banner.Length) throw await EarlyEndAsync(process, banner.AsMemory(0, count));
        await CheckBannerAsync(banner, process);
        try
        {
            await process.Input.WriteAsync(SshBanner.Begin, cancellation);
        }
        catch (IOException failure)
        {
            await process.ExitSoonAsync(); // why it has ended, ssh says itself
            throw new ConnectionLostException($"{Description}: the other side ended the connection before it had begun{Said(process)}", failure);
        }
    }

    private async Task CheckBannerAsync(byte[] banner, SshProcess process)
    {
        if (banner.AsSpan().SequenceEqual(SshBanner.Hello.Span)) return;
        if (!banner.AsSpan().SequenceEqual(SshBanner.ProxyError.Span))
        {
            throw new PeerRefusedException(
                $"{Description}: unknown banner message: {SshBanner.Describe(banner)}. Something on the other side prints before zrepl stdinserver does: "
                + "check command=\"...\" in authorized_keys and the shell's startup files there");
        }

        await process.ExitSoonAsync(); // what it has to say about that may still be on its way
        var what = $"{Description}: proxy error, check remote configuration{Said(process)}";
        throw process.ErrorText.Contains(StdinserverProxy.UnknownIdentity, StringComparison.Ordinal)
            ? new PeerRefusedException(what)
            : new ConnectionLostException(what); // its daemon may come back
    }

    private async Task<Exception> EarlyEndAsync(SshProcess process, ReadOnlyMemory<byte> printed)
    {
        var said = printed.IsEmpty ? process.ErrorText : $"{SshBanner.Describe(printed.Span)} {process.ErrorText}".Trim();
        return await process.ExitSoonAsync() is { } code
            ? SshFailure.Of(definition, Description, code, printed.IsEmpty ? process.ErrorText : said)
            : new ConnectionLostException($"{Description}: ssh closed its output without a banner{Said(process)}");
    }

    private static string Said(SshProcess process) => process.ErrorText is { Length: > 0 } text ? $": {text}" : "";
}
