using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;

namespace Zrepl.Web.Hosting;

/// <summary>Under which names the dashboard answers.</summary>
/// <param name="Hosts">Names without port; empty: any.</param>
/// <param name="IsAnyAddressFine">True if an address instead of a name is fine too.</param>
internal sealed record ForeignRequestRules(ImmutableArray<string> Hosts, bool IsAnyAddressFine)
{
    private const string Any = "*";
    private static readonly string[] OfThisMachineOnly = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// What appsettings say. Else this machine's names, since a page of another site may point its own name at an address of ours (DNS rebinding); where more
    /// than this machine is listened to, also any address, which nobody can point elsewhere.
    /// </summary>
    public static ForeignRequestRules Of(string? allowedHosts, IEnumerable<string> listen)
    {
        if (allowedHosts is { Length: > 0 } and not Any) return new([.. allowedHosts.Split(';',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)], false);
        return listen.All(ListenAddresses.IsLoopback) ? new([.. OfThisMachineOnly], false) : new([.. OfThisMachineOnly, .. OwnNames()], true);
    }

    /// <summary>True if the request asks for one of our names.</summary>
    public bool Permits(HostString host) =>
        Hosts.IsEmpty || Hosts.Contains(Any) || Hosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase)
            || (IsAnyAddressFine && IPAddress.TryParse(host.Host.Trim('[', ']'), out _));

    private static IEnumerable<string> OwnNames()
    {
        var name = Environment.MachineName;
        yield return name;
        yield return name + ".local"; // mDNS
        if (IPGlobalProperties.GetIPGlobalProperties().DomainName is { Length: > 0 } domain) yield return $"{name}.{domain}";
    }
}
