using Zrepl.Engine.Configuration.Variables;
using Zrepl.Engine.Transport.Tls;
using Zrepl.Engine.Wire;

namespace Zrepl.Tests.Engine.Wire;

/// <summary>What the variables of the environment change: spec wire 10.</summary>
public sealed class WireLimitsTests
{
    [Theory]
    [InlineData("ZREPL_RPC_CLIENT_VERSIONHANDSHAKE_TIMEOUT")]
    [InlineData("ZREPL_RPC_SERVER_VERSIONHANDSHAKE_TIMEOUT")]
    [InlineData("ZREPL_TRANSPORT_MUX_TIMEOUT")]
    [InlineData("ZREPL_TRANSPORT_DEMUX_TIMEOUT")]
    public void Each_timeout_has_its_variable(string variable)
    {
        var limits = WireLimits.Of(EnvironmentConstants.Read(name => name == variable ? "1m30s" : null));
        TimeSpan[] timeouts = [limits.HandshakeTimeout, limits.ServerHandshakeTimeout, limits.SendLabelTimeout, limits.LabelTimeout];
        Assert.Equal([10, 10, 10, 90], timeouts.Select(one => (int)one.TotalSeconds).Order());
        Assert.Equal(WireLimits.Default, WireLimits.Of(EnvironmentConstants.Defaults));
    }

    [Fact]
    public void A_file_for_TLS_keys_that_cannot_be_written_is_told()
    {
        var failure = Assert.Throws<TlsFileException>(() => TlsKeyLog.Begin("/no such directory/keys"));
        Assert.Equal("cannot write the TLS keys to /no such directory/keys, as ZREPL_KEYLOG_FILE says: no such directory", failure.Message);
        Assert.Null(Environment.GetEnvironmentVariable("SSLKEYLOGFILE"));
    }
}
