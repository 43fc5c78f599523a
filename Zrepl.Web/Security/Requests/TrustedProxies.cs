using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Zrepl.Web.Security.Requests;

/// <summary>
/// Takes the word of proxies that are named for who asks and whether by https, and of nobody else: whoever could write these headers could have as many
/// addresses as they like, for the limit of tries and for the audit.
/// </summary>
internal static class TrustedProxies
{
    /// <summary>Comes before everything that looks at an address or at the scheme. Without proxies, nothing is read.</summary>
    public static void UseTrustedProxies(this IApplicationBuilder app)
    {
        var networks = app.ApplicationServices.GetRequiredService<SecurityOptions>().TrustedProxies.Select(NetworkOf).OfType<IPNetwork>().ToList();
        if (networks.Count == 0) return;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null, // a chain is followed as far as its members are trusted
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear(); // this machine is trusted only if it is named
        networks.ForEach(options.KnownIPNetworks.Add);
        app.UseForwardedHeaders(options);
    }

    /// <summary>The network an entry names, of one address if it is one; null: it names none.</summary>
    public static IPNetwork? NetworkOf(string text) =>
        IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network : null;
}
