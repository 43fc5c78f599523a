using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Wire;

/// <summary>Log events 2300 to 2399: handshake, control and data connections.</summary>
internal static partial class WireLog
{
    [LoggerMessage(2300, LogLevel.Debug, "connection to {Peer} was closed hard: {Err}")]
    public static partial void ClosedHard(this ILogger logger, string peer, string err);

    [LoggerMessage(2301, LogLevel.Debug, "heartbeat to {Peer} was not sent: {Err}")]
    public static partial void HeartbeatNotSent(this ILogger logger, string peer, string err);

    [LoggerMessage(2302, LogLevel.Information, "data connection of {Client} from {Peer} failed: {Err}")]
    public static partial void DataConnectionFailed(this ILogger logger, string client, string peer, string err);

    [LoggerMessage(2311, LogLevel.Debug, "data connection of {Client} from {Peer} was closed before anything was asked")]
    public static partial void DataConnectionUnused(this ILogger logger, string client, string peer);

    [LoggerMessage(2303, LogLevel.Error, "data request of {Client} from {Peer} failed by a mistake in zrepl, please report it")]
    public static partial void DataHandlerFailed(this ILogger logger, string client, string peer, Exception mistake);

    [LoggerMessage(2304, LogLevel.Error, "stream to {Client} failed: {Err}")]
    public static partial void SendFailed(this ILogger logger, string client, string err);

    [LoggerMessage(2305, LogLevel.Error, "request of {Client} failed: {Err}")]
    public static partial void RequestFailed(this ILogger logger, string client, string err);

    [LoggerMessage(2312, LogLevel.Information, "request of {Client} ended early: {Err}")]
    public static partial void RequestEnded(this ILogger logger, string client, string err);

    [LoggerMessage(2306, LogLevel.Error, "{Method} of {Client} failed: {Err}")]
    public static partial void CallFailed(this ILogger logger, string method, string client, string err);

    [LoggerMessage(2307, LogLevel.Error, "{Method} of {Client} failed by a mistake in zrepl, please report it")]
    public static partial void CallHandlerFailed(this ILogger logger, string method, string client, Exception mistake);

    [LoggerMessage(2308, LogLevel.Warning, "connection from {Peer} refused: {Err}")]
    public static partial void ConnectionRefused(this ILogger logger, string peer, string err);

    [LoggerMessage(2309, LogLevel.Warning, "{Listener} cannot accept connections for now: {Err}")]
    public static partial void AcceptFailed(this ILogger logger, string listener, string err);

    [LoggerMessage(2310, LogLevel.Error, "connection from {Peer} failed by a mistake in zrepl, please report it")]
    public static partial void ConnectionFailed(this ILogger logger, string peer, Exception mistake);
}
