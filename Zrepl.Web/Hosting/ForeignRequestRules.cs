using System.Collections.Immutable;

namespace Zrepl.Web.Hosting;

/// <summary>Under which names the dashboard answers.</summary>
/// <param name="Hosts">Names without port; empty: any.</param>
internal sealed record ForeignRequestRules(ImmutableArray<string> Hosts)
{
    /// <summary>
    /// What appsettings say; else, while only this machine is listened to, this machine's names: a page of another site may point its own name
    /// at 127.0.0.1.
    /// </summary>
    public static ForeignRequestRules Of(string? allowedHosts, IEnumerable<string> listen)
    {
        if (allowedHosts is { Length: > 0 } and not "*") return new([.. allowedHosts.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
        return new(listen.All(ListenAddresses.IsLoopback) ? ["localhost", "127.0.0.1", "[::1]"] : []);
    }

    /// <summary>True if the request asks for one of our names.</summary>
    public bool Permits(HostString host) => Hosts.IsEmpty || Hosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase);
}
