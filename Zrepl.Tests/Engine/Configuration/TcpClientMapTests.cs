using System.Net;
using Zrepl.Engine.Configuration;

namespace Zrepl.Tests.Engine.Configuration;

/// <summary>Who a client is by its address: spec config 7.3, C12; wire 6.1, 7; conformance T-1, T-2, T-14.</summary>
public sealed class TcpClientMapTests
{
    [Fact]
    public void T2_ten_thousand_addresses_are_written_as_Go_does()
    {
        var random = new Random(5952);
        var map = TcpClientMap.Of([Rule("::/0=*")]);
        for (var i = 0; i < 10_000; i++)
        {
            var groups = new ushort[8]; // with many zeros
            for (var g = 0; g < 8; g++) groups[g] = random.Next(3) == 0 ? (ushort)random.Next(0x10000) : random.Next(3) == 0 ? (ushort)random.Next(16) : (ushort)0;
            if (i % 5 == 0) (groups[4], groups[5]) = ((ushort)(i % 2 == 0 ? 0 : 0x200), 0x5efe); // .NET would write the end of these with dots
            if (i % 7 == 0) Array.Clear(groups, 0, 6);
            var bytes = groups.SelectMany(group => new[] { (byte)(group >> 8), (byte)group }).ToArray();
            var address = new IPAddress(bytes);
            if (address.IsIPv4MappedToIPv6) continue;
            Assert.Equal(AsInRfc5952(groups), map.IdentityOf(address)?.Text);
        }
    }

    // The longest run of at least two zeros, the first of equally long ones, becomes "::".
    private static string AsInRfc5952(ushort[] groups)
    {
        var (start, length) = (-1, 1);
        for (var i = 0; i < 8; i++)
        {
            var run = groups.Skip(i).TakeWhile(group => group == 0).Count();
            if (run > length) (start, length) = (i, run);
        }

        string Hex(IEnumerable<ushort> some) => string.Join(':', some.Select(group => group.ToString("x", System.Globalization.CultureInfo.InvariantCulture)));
        return start < 0 ? Hex(groups) : $"{Hex(groups.Take(start))}::{Hex(groups.Skip(start + length))}";
    }

    [Theory]
    [InlineData("10.1.2.3=host 10.1.2.0/24=a-* 10.1.0.0/16=b-*", "10.1.2.3>host 10.1.2.1>a-10.1.2.1 10.1.3.1>b-10.1.3.1 10.2.1.1>")]
    [InlineData("10.1.0.0/16=b-* 10.1.2.0/24=a-* 10.1.2.3=host", "10.1.2.3>host 10.1.2.1>a-10.1.2.1 ::ffff:10.1.3.1>b-10.1.3.1")]
    [InlineData("0.0.0.0/0=* 0::/0=*", "10.123.234.24>10.123.234.24 fe80::23:42>fe80::23:42")]
    [InlineData("10.1.4.0/24=my-*-server", "10.1.4.5>my-10.1.4.5-server")]
    [InlineData("fe80::/16%eth1=san-*", "fe80::23:42%eth1>san-fe80::23:42-eth1 fe80::23:42%eth2> fe80::23:42>")]
    [InlineData("fe80::1%eth1=fixed", "fe80::1%eth1>fixed fe80::1>")]
    [InlineData("fde4:8dba:82e1::/48=x-* fde4:8dba:82e1:1::/64=y-*",
        "fde4:8dba:82e1:1::2>y-fde4:8dba:82e1:1::2 fde4:8dba:82e1:23::1>x-fde4:8dba:82e1:23::1")]
    [InlineData("10.1.2.3/16=*", "10.1.99.1>10.1.99.1")]
    [InlineData("::/0=*", "2001:DB8:0:0:1:0:0:1>2001:db8::1:0:0:1 2001:db8:0:1:1:1:1:1>2001:db8:0:1:1:1:1:1 ::>:: ::1>::1 fe80::5efe:102:304>fe80::5efe:102:304 1::>1::")]
    public void The_most_specific_rule_names_the_client(string clients, string expected)
    {
        var map = TcpClientMap.Of(clients.Split(' ').Select(Rule));
        foreach (var row in expected.Split(' '))
        {
            var (peer, identity) = (row.Split('>')[0].Split('%'), row.Split('>')[1]);
            var found = map.IdentityOf(IPAddress.Parse(peer[0]), peer.Length > 1 ? peer[1] : "");
            Assert.Equal(row, $"{row.Split('>')[0]}>{(found is null ? "" : found.Value.Text)}");
            Assert.Equal(identity, found?.Text ?? "");
        }
    }

    [Theory] // I41
    [InlineData("jimmy", "db", "invalid client address")]
    [InlineData("192.168.1.2", "db-*", "non-CIDR matches must not contain '*' placeholder")]
    [InlineData("192.168.1.0/24", "db-", "CIDRs require 1 IP placeholder")]
    [InlineData("192.168.1.0/24", "db-*-*", "CIDRs require 1 IP placeholder")]
    [InlineData("fe80::/16", "db@-*", "must only contain alphanumeric chars")]
    [InlineData("fe80::1", "db@foo", "must only contain alphanumeric chars")]
    [InlineData("10.1", "x", "invalid client address")]
    [InlineData("010.1.2.3", "x", "invalid client address")]
    [InlineData("[::1]", "x", "invalid client address")]
    [InlineData("10.0.0.0/33", "*", "invalid client address")]
    [InlineData("10.0.0.0/-1", "*", "invalid client address")]
    [InlineData("::/129", "*", "invalid client address")]
    [InlineData("10.0.0.1", "", "must not be empty")]
    public void An_illegal_entry_is_named(string address, string identity, string reason)
    {
        Assert.False(TcpClientRule.TryParse(address, identity, out _, out var problem));
        Assert.StartsWith($"cannot not parse \"{address}\":\"{identity}\": {reason}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void An_identity_that_could_become_too_long_is_refused()
    {
        Assert.True(TcpClientRule.TryParse("::/0", new string('a', 199) + "*", out _, out _));
        Assert.False(TcpClientRule.TryParse("::/0", new string('a', 200) + "*", out _, out var problem));
        Assert.Contains("must not be longer than 255 chars", problem, StringComparison.Ordinal);
    }

    [Theory] // who is cut off when the map changes
    [InlineData("10.1.2.3=db", "db", true)]
    [InlineData("10.1.2.3=db", "db2", false)]
    [InlineData("10.1.0.0/16=node-*", "node-10.1.2.3", true)]
    [InlineData("10.1.0.0/16=node-*", "node-10.2.2.3", false)]
    [InlineData("10.1.0.0/16=node-*", "node-", false)]
    [InlineData("10.1.0.0/16=node-*", "node-x", false)]
    [InlineData("10.1.0.0/16=node-* 10.1.2.3=db", "node-10.1.2.3", false)] // that address has another name
    [InlineData("10.1.0.0/16=*-a", "10.1.2.3-a", true)]
    [InlineData("fe80::/16%eth1=san-*", "san-fe80::23:42-eth1", true)]
    [InlineData("fe80::/16%eth1=san-*", "san-fe80::23:42-eth2", false)]
    public void It_is_known_whether_some_client_can_have_an_identity(string clients, string identity, bool can) =>
        Assert.Equal(can, TcpClientMap.Of(clients.Split(' ').Select(Rule)).CanBe(ClientIdentity.Parse(identity)));

    [Fact]
    public void A_zone_that_cannot_be_in_a_name_is_refused() =>
        Assert.Null(TcpClientMap.Of([Rule("fe80::/16%a/b=*")]).IdentityOf(IPAddress.Parse("fe80::1"), "a/b"));

    [Fact]
    public void Maps_are_equal_whatever_the_order_of_their_rules()
    {
        var one = TcpClientMap.Of([Rule("10.0.0.1=a"), Rule("10.0.0.2=b"), Rule("10.0.0.0/8=*")]);
        Assert.Equal(one, TcpClientMap.Of([Rule("10.0.0.0/8=*"), Rule("10.0.0.2=b"), Rule("10.0.0.1=a")]));
        Assert.Equal(["a", "b"], one.KnownIdentities.Select(i => i.Text));
        Assert.True(one.MakesIdentities);
    }

    private static TcpClientRule Rule(string entry)
    {
        Assert.True(TcpClientRule.TryParse(entry.Split('=')[0], entry.Split('=')[1], out var rule, out var problem), problem);
        return rule;
    }
}
