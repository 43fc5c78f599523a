using System.Net;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// Who a tcp client is, by its address: the most specific rule that contains the address and has the same zone decides. Without a rule the
/// client is refused. Source: spec config 7.3.
/// </summary>
/// <param name="Rules">The most specific first; of equally specific ones the text decides, so that equal maps are equal.</param>
public sealed record TcpClientMap(ValueList<TcpClientRule> Rules)
{
    /// <summary>The identities that do not depend on an address.</summary>
    public IEnumerable<ClientIdentity> KnownIdentities => Rules.Select(r => r.FixedIdentity).OfType<ClientIdentity>();

    /// <summary>True if some rules make identities of addresses.</summary>
    public bool MakesIdentities => Rules.Any(r => r.FixedIdentity is null);

    /// <summary>True if some address has that identity.</summary>
    public bool CanBe(ClientIdentity identity) => Rules.Any(rule =>
        rule.FixedIdentity == identity || (rule.AddressIn(identity) is var (address, zone) && IdentityOf(address, zone) == identity));

    /// <summary>Makes a map of rules in any order.</summary>
    public static TcpClientMap Of(IEnumerable<TcpClientRule> rules) =>
        new([.. rules.OrderByDescending(r => r.PrefixLength).ThenBy(r => r.Address, StringComparer.Ordinal)]);

    /// <summary>The identity of a client.</summary>
    /// <param name="address">IPv4, IPv6, or IPv4 mapped into IPv6.</param>
    /// <param name="zone">Name of the interface of a link-local address, else empty.</param>
    /// <returns>Null: no rule for it, the connection is to be closed.</returns>
    public ClientIdentity? IdentityOf(IPAddress address, string zone = "") =>
        Rules.FirstOrDefault(rule => rule.Contains(address, zone))?.IdentityOf(address, zone);
}
