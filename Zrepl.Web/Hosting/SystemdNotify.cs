using System.Net.Sockets;
using System.Text;

namespace Zrepl.Web.Hosting;

/// <summary>Tells systemd how the daemon does (<c>Type=notify</c>); without systemd it tells nobody. Source: sd_notify(3).</summary>
internal sealed class SystemdNotify(string? socketPath)
{
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    public void Stopping() => Send("STOPPING=1\nSTATUS=waiting for jobs to finish");

    public void Status(string status) => Send($"STATUS={status}");

    /// <summary>To be told again and again by whoever is watched (<see cref="SystemdWatchdog"/>).</summary>
    public void Alive() => Send("WATCHDOG=1");

    private void Send(string message)
    {
        if (string.IsNullOrEmpty(socketPath)) return;
        // A leading @ means the abstract namespace, which starts with a NUL.
        var address = new UnixDomainSocketEndPoint(socketPath[0] == '@' ? '\0' + socketPath[1..] : socketPath);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(message), address);
        }
        catch (SocketException)
        {
            // systemd went away, and nobody is left to tell; or there is no descriptor left just now, and the next time tells as much
        }
    }
}
