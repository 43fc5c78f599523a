using MySqlConnector;
using Zrepl.Engine.Configuration;
using MySqlConnection = Zrepl.Engine.Hooks.Databases.MySqlConnection;

namespace Zrepl.Tests.Engine.Hooks.Databases;

public sealed class MySqlConnectionTests // spec replication 5.5
{
    [Theory]
    [InlineData("/", "Sockets 127.0.0.1 3306   ")]
    [InlineData("zrepl:p@ss/wo:rd@tcp(db.example.org:3307)/app", "Sockets db.example.org 3307 zrepl p@ss/wo:rd app")]
    [InlineData("zrepl@tcp(db)/", "Sockets db 3306 zrepl  ")]
    [InlineData("zrepl@tcp([::1]:3307)/", "Sockets ::1 3307 zrepl  ")]
    [InlineData("zrepl@tcp([::1])/", "Sockets ::1 3306 zrepl  ")]
    [InlineData("zrepl@unix(/run/mysqld/mysqld.sock)/app?charset=utf8", "UnixSocket /run/mysqld/mysqld.sock 3306 zrepl  app")]
    public void A_string_means_what_it_means_to_Gos_driver(string text, string expected)
    {
        var settings = SettingsOf(text);
        Assert.Equal(expected, $"{settings.ConnectionProtocol} {settings.Server} {settings.Port} {settings.UserID} {settings.Password} {settings.Database}");
        Assert.False(settings.Pooling);
    }

    [Theory]
    [InlineData("/", MySqlSslMode.None)]
    [InlineData("/?tls=false", MySqlSslMode.None)]
    [InlineData("/?tls=true", MySqlSslMode.VerifyFull)]
    [InlineData("/?tls=skip-verify", MySqlSslMode.Required)]
    [InlineData("/?tls=preferred", MySqlSslMode.Preferred)]
    public void Whether_the_connection_is_encrypted(string text, MySqlSslMode mode) => Assert.Equal(mode, SettingsOf(text).SslMode);

    [Fact]
    public void Other_names_are_settings_of_the_session()
    {
        var parameters = ParametersOf("/?timeout=1500ms&readTimeout=1s&parseTime=true&sql_mode=%27ANSI%27&wait_timeout=60");
        Assert.Equal(2u, MySqlConnection.SettingsOf(parameters).ConnectionTimeout);
        Assert.Equal(["SET sql_mode='ANSI'", "SET wait_timeout=60"], MySqlConnection.StatementsOf(parameters));
    }

    private static MySqlConnectionStringBuilder SettingsOf(string text) => MySqlConnection.SettingsOf(ParametersOf(text));

    private static MySqlParameters ParametersOf(string text)
    {
        Assert.True(MySqlDsn.TryParse(text, out var dsn, out _));
        return dsn.Parameters;
    }
}
