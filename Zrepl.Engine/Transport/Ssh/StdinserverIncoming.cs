using System.IO.Pipes;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>
/// A <c>zrepl stdinserver</c> that has connected to the socket of a client's identity; that is its whole authentication, and sshd's before.
/// </summary>
internal sealed class StdinserverIncoming(Socket proxy, ClientIdentity identity, TimeProvider clock) : IIncomingConnection
{
    /// <summary>For the handover of descriptors and the banners together. Go waits for ever.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private bool _isTaken;

    public string RemoteDescription => $"stdinserver {identity}";

    public async Task<AuthenticatedConnection> AuthenticateAsync(CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Limit, clock);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        WireStream? wire = null;
        try
        {
            var (input, output) = await DescriptorPassing.ReceiveAsync(proxy, giveUp.Token);
            wire = WireOf(input, output);
            await wire.WriteAsync(SshBanner.Hello, giveUp.Token);
            var banner = new byte[SshBanner.Length];
            await wire.ReadExactlyAsync(banner, giveUp.Token);
            if (!banner.AsSpan().SequenceEqual(SshBanner.Begin.Span)) throw new PeerRefusedException($"unknown banner message: {SshBanner.Describe(banner)}");
            _isTaken = true;
            return new(wire, identity, "stdinserver");
        }
        catch (Exception failure)
        {
            if (wire is not null) await wire.DisposeAsync();
            if (!deadline.IsCancellationRequested || cancellation.IsCancellationRequested) throw;
            throw new ConnectionLostException($"no beginning of a connection within {GoDuration.Format(Limit)}", failure);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (!_isTaken) proxy.Dispose();
        return ValueTask.CompletedTask;
    }

    private StdinserverWire WireOf(SafePipeHandle input, SafePipeHandle output)
    {
        try
        {
            return new(new AnonymousPipeClientStream(PipeDirection.In, input), new AnonymousPipeClientStream(PipeDirection.Out, output), proxy, RemoteDescription);
        }
        catch (Exception failure) when (failure is IOException or NotSupportedException or ArgumentException)
        {
            input.Dispose();
            output.Dispose();
            throw new PeerRefusedException("standard input and output of zrepl stdinserver are neither pipes nor sockets: it must be started by ssh", failure);
        }
    }
}
