using System.Net.Sockets;

namespace Zrepl.Engine.Transport;

/// <summary>Says what an exception of a <see cref="WireStream"/> means.</summary>
internal static class WireFailure
{
    /// <summary>True if the connection broke or was taken down; false for mistakes of ours and for cancellation.</summary>
    public static bool IsBroken(Exception failure) => failure is IOException or SocketException or ObjectDisposedException;

    /// <summary>True if the other side ended the connection instead of answering, also where that shows as a reset.</summary>
    public static bool IsEndedByPeer(Exception failure)
    {
        for (var link = failure; link is not null; link = link.InnerException)
        {
            if (link is EndOfStreamException) return true;
            if (link is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown }) return true;
        }

        return false;
    }
}
