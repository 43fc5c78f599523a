using Zrepl.Engine.Configuration;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class HostPortTests // config 2.2 rule 9
{
    [Theory]
    [InlineData("10.0.0.1:8888", "10.0.0.1", "8888")]
    [InlineData(":8888", "", "8888")]
    [InlineData("vault.example.org:http", "vault.example.org", "http")]
    [InlineData("[fe80::1%eth0]:8888", "fe80::1%eth0", "8888")]
    [InlineData("[::]:99999", "::", "99999")]
    [InlineData("host:", "host", "")]
    public void Host_and_port_are_told_apart(string text, string host, string port)
    {
        Assert.True(HostPort.TryParse(text, out var address, out _));
        Assert.Equal(new HostPort(host, port), address);
        Assert.Equal(text, address.ToString());
    }

    [Theory] // I07, I08
    [InlineData("10.0.0.23", "missing port in address")]
    [InlineData("", "missing port in address")]
    [InlineData("[::1]", "missing port in address")]
    [InlineData("[::1]8888", "missing port in address")]
    [InlineData("fe80::1:8888", "too many colons in address")]
    [InlineData("[::1]:88:88", "too many colons in address")]
    [InlineData("[::1:8888", "missing ']' in address")]
    [InlineData("::1]:8888", "too many colons in address")]
    [InlineData("a]:8888", "unexpected ']' in address")]
    [InlineData("a[:8888", "unexpected '[' in address")]
    public void What_does_not_split_is_refused_in_the_words_of_go(string text, string reason)
    {
        Assert.False(HostPort.TryParse(text, out _, out var problem));
        Assert.Equal($"address {text}: {reason}", problem);
    }
}
