using System.Net.Sockets;
using System.Runtime.InteropServices;
using Zrepl.Zfs.Moving;

namespace Zrepl.Engine.Transport.Tcp;

/// <summary>Reads what Linux knows of a TCP connection (tcp(7), TCP_INFO).</summary>
internal static class TcpSigns
{
    private const int Tcp = 6; // IPPROTO_TCP
    private const int Info = 11; // TCP_INFO
    private const byte Established = 1; // tcpi_state, the first byte: TCP_ESTABLISHED
    private const int LastAcknowledgement = 56; // struct tcp_info, tcpi_last_ack_recv: milliseconds, set by each segment that comes
    private const int BytesAcknowledged = 120; // tcpi_bytes_acked
    private const int Length = 128;

    /// <summary>Looks at a socket; other than TCP, and elsewhere, little or nothing is known.</summary>
    public static WireSigns Of(Socket socket)
    {
        if (!OperatingSystem.IsLinux()) return WireSigns.Unknown;
        try
        {
            var outstanding = Splice.Unacknowledged(socket.SafeHandle);
            if (socket.ProtocolType != ProtocolType.Tcp) return new(outstanding, null, null);
            Span<byte> info = stackalloc byte[Length];
            return socket.GetRawSocketOption(Tcp, Info, info) < Length
                ? new(outstanding, null, null)
                : new(outstanding, (long)MemoryMarshal.Read<ulong>(info[BytesAcknowledged..]), TimeSpan.FromMilliseconds(MemoryMarshal.Read<uint>(info[LastAcknowledgement..])))
                {
                    HasEnded = info[0] != Established,
                };
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            return WireSigns.Unknown;
        }
    }
}
