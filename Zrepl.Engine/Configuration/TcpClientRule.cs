using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// One entry of a <c>clients</c> map: <c>10.1.2.3: db1</c> or <c>10.1.0.0/16: "node-*"</c>, where the star becomes the client's address. An
/// IPv6 key may name a zone: <c>fe80::/16%eth1</c>. Source: spec config 7.3.
/// </summary>
public sealed record TcpClientRule
{
    private const int BitsOfAddress = 128;
    private const int BitsBeforeIPv4 = 96; // ::ffff:a.b.c.d

    // A rule whose identity could become too long for some address is not legal.
    private const string LongestAddress = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff-sixteen.letters.";

    private readonly UInt128 _network;

    private TcpClientRule(string address, string identity, UInt128 network, int prefixLength, string zone) =>
        (Address, Identity, _network, PrefixLength, Zone) = (address, identity, network, prefixLength, zone);

    /// <summary>The key as written.</summary>
    public string Address { get; }

    /// <summary>The value as written.</summary>
    public string Identity { get; }

    /// <summary>Number of leading bits that decide, of 128; an IPv4 address counts as mapped into IPv6.</summary>
    public int PrefixLength { get; }

    /// <summary>Name of the interface; empty if there is none.</summary>
    public string Zone { get; }

    /// <summary>The identity, if it does not depend on the address.</summary>
    public ClientIdentity? FixedIdentity => Identity.Contains('*', StringComparison.Ordinal) ? null : ClientIdentity.Parse(Identity);

    /// <summary>Reads an entry; <paramref name="problem"/> names it as upstream does.</summary>
    public static bool TryParse(
        string address, string identity, [NotNullWhen(true)] out TcpClientRule? rule, [NotNullWhen(false)] out string? problem)
    {
        rule = null;
        var percent = address.IndexOf('%', StringComparison.Ordinal);
        var (text, zone) = percent < 0 ? (address, "") : (address[..percent], address[(percent + 1)..]);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        problem = slash < 0 ? ProblemInFixed(identity) : ProblemInTemplate(identity);
        var network = TryParseNetwork(text, slash);
        if (network is null) problem ??= "invalid client address";
        if (problem is null && network is var (number, prefix)) rule = new(address, identity, Masked(number, prefix), prefix, zone);
        else problem = $"cannot not parse \"{address}\":\"{identity}\": {problem}"; // upstream's words
        return rule is not null;
    }

    /// <summary>True if the rule speaks of the address.</summary>
    public bool Contains(IPAddress address, string zone) => zone == Zone && Masked(Number(address), PrefixLength) == _network;

    /// <summary>The identity of a client for which the rule decides; null if its zone cannot be part of an identity.</summary>
    public ClientIdentity? IdentityOf(IPAddress address, string zone)
    {
        var text = Identity.Replace("*", zone.Length == 0 ? Canonical(address) : $"{Canonical(address)}-{zone}", StringComparison.Ordinal);
        return NameRules.ProblemInComponent(text) is null ? ClientIdentity.Parse(text) : null;
    }

    /// <summary>The address of which the rule made an identity; null if it did not make it of any.</summary>
    public (IPAddress Address, string Zone)? AddressIn(ClientIdentity identity)
    {
        var star = Identity.IndexOf('*', StringComparison.Ordinal);
        var text = identity.Text;
        if (star < 0 || text.Length < Identity.Length || !text.StartsWith(Identity[..star], StringComparison.Ordinal)
            || !text.EndsWith(Identity[(star + 1)..], StringComparison.Ordinal)) return null;
        var made = text[star..^(Identity.Length - star - 1)];
        if (Zone.Length > 0 && !made.EndsWith("-" + Zone, StringComparison.Ordinal)) return null;
        var bare = Zone.Length > 0 ? made[..^(Zone.Length + 1)] : made;
        return IPAddress.TryParse(bare, out var address) ? (address, Zone) : null;
    }

    private static string? ProblemInFixed(string identity) => identity.Contains('*', StringComparison.Ordinal)
        ? "non-CIDR matches must not contain '*' placeholder"
        : NameRules.ProblemInComponent(identity);

    private static string? ProblemInTemplate(string identity) => identity.Count(c => c == '*') != 1
        ? "CIDRs require 1 IP placeholder"
        : NameRules.ProblemInComponent(identity.Replace("*", LongestAddress, StringComparison.Ordinal));

    private static (UInt128 Network, int Prefix)? TryParseNetwork(string text, int slash)
    {
        var host = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(host, out var address) || host.AsSpan().ContainsAny("[]")) return null;
        var isIPv4 = address.AddressFamily == AddressFamily.InterNetwork;
        if (isIPv4 && address.ToString() != host) return null; // .NET also takes "10.1" and "010.1.2.3"
        if (slash < 0) return (Number(address), BitsOfAddress);
        var isNumber = int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix);
        return isNumber && prefix <= (isIPv4 ? 32 : BitsOfAddress) ? (Number(address), isIPv4 ? prefix + BitsBeforeIPv4 : prefix) : null;
    }

    private static UInt128 Number(IPAddress address)
    {
        var number = UInt128.Zero;
        foreach (var part in address.MapToIPv6().GetAddressBytes()) number = (number << 8) | part;
        return number;
    }

    private static UInt128 Masked(UInt128 number, int prefix) => prefix == 0 ? 0
        : number >> (BitsOfAddress - prefix) << (BitsOfAddress - prefix);

    // RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups as "::". .NET writes some addresses otherwise.
    private static string Canonical(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return address.ToString();
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4().ToString();
        var bytes = address.GetAddressBytes();
        string Group(int i) => ((bytes[2 * i] << 8) | bytes[2 * i + 1]).ToString("x", CultureInfo.InvariantCulture);
        var groups = Enumerable.Range(0, 8).Select(Group).ToArray();
        var zeros = Enumerable.Range(0, 8).Select(from => (From: from, Length: groups.Skip(from).TakeWhile(g => g == "0").Count()));
        var (start, length) = zeros.MaxBy(run => run.Length);
        if (length < 2) return string.Join(':', groups);
        return $"{string.Join(':', groups.Take(start))}::{string.Join(':', groups.Skip(start + length))}";
    }
}
