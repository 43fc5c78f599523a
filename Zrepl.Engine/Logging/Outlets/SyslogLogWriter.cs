using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Serilog.Events;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Logging.Outlets;

/// <summary>
/// Writes to the syslog daemon of this machine through its socket, in the local variant of RFC 3164 (no host name):
/// <c>&lt;134&gt;Feb 16 10:00:05 zrepl[4711]: [to_nas][job][R$R.s]: start replication</c>
/// </summary>
/// <remarks>While there is no daemon, entries within the retry interval of the last attempt are lost without trying.</remarks>
internal sealed class SyslogLogWriter(SyslogFacility facility, ImmutableArray<string> socketPaths, TimeSpan retryInterval, TimeProvider clock) : ILogWriter
{
    /// <summary>Where Linux, illumos and the BSDs have the socket.</summary>
    public static readonly ImmutableArray<string> UsualSockets = ["/dev/log", "/var/run/syslog", "/var/run/log"];

    private const string Ident = "zrepl";
    private const int LongestMessage = 32 * 1024; // bytes; journald takes 48 KiB, rsyslog cuts at 8 KiB by itself
    private readonly Reconnect<Socket> _connection = new(retryInterval, clock);

    public string Target => "syslog";

    public async ValueTask WriteAsync(LogEvent entry, string line, CancellationToken cancellation)
    {
        var message = Encoding.UTF8.GetBytes(Message(entry, line));
        await _connection.UseAsync(
            ConnectAsync,
            async (socket, token) => await socket.SendAsync(message.AsMemory(0, Math.Min(message.Length, LongestMessage)), token),
            cancellation);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private string Message(LogEvent entry, string line)
    {
        var severity = entry.Level switch
        {
            LogEventLevel.Verbose or LogEventLevel.Debug => 7,
            LogEventLevel.Information => 6,
            LogEventLevel.Warning => 4,
            _ => 3,
        };
        var time = entry.Timestamp.ToString("MMM dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (time[4] == '0') time = string.Concat(time.AsSpan(0, 4), " ", time.AsSpan(5)); // the day is padded with a blank
        return string.Create(CultureInfo.InvariantCulture, $"<{((int)facility * 8) + severity}>{time} {Ident}[{Environment.ProcessId}]: {line}\n");
    }

    private async ValueTask<Socket> ConnectAsync(CancellationToken cancellation)
    {
        SocketException? why = null;
        foreach (var type in new[] { SocketType.Dgram, SocketType.Stream })
        {
            foreach (var path in socketPaths)
            {
                var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
                    return socket;
                }
                catch (SocketException failure)
                {
                    socket.Dispose();
                    why ??= failure; // the usual socket's answer says most
                }
            }
        }

        throw new IOException($"no syslog daemon answers at {string.Join(", ", socketPaths)}: {why?.Message}", why);
    }
}
