using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Wire.ConnectionTests;

/// <summary>What to look at when a layer fails, beside what the failure itself says.</summary>
internal static class LayerAdvice
{
    public static string For(ConnectionLayer layer) => layer switch
    {
        ConnectionLayer.Name => "Check the host in the job's address, and this machine's DNS and /etc/hosts.",
        ConnectionLayer.Tcp => "Check that the daemon runs there and its job listens on this address and port, and that no firewall is between the two.",
        ConnectionLayer.Tls => "Mend the certificate or file that is named. zrepl reads them at each connection; no daemon has to be restarted.",
        ConnectionLayer.Identity => "Look into the log of the daemon there: it names the client that it turned away, and the key of its job to add it to.",
        ConnectionLayer.Version => "Check that a zrepl daemon of version 0.6 or later, and nothing else, listens there.",
        ConnectionLayer.Role => "A push job needs a sink job on the other side, a pull job a source job: give connect the address of the right one.",
        ConnectionLayer.Permission => "The connection is good; the other side could not look at its datasets. Mend there what it says.",
        ConnectionLayer.Transport => "Mend what is named; nothing was sent to the other side yet.",
        _ => "The other side accepted the connection but did not answer: look into its log.",
    };
}
