using Npgsql;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Hooks.Databases;

namespace Zrepl.Tests.Engine.Hooks.Databases;

public sealed class PostgresConnectionTests // spec replication 5.4
{
    [Theory]
    [InlineData("host=db port=5433 user=zrepl password='it\\'s \\\\' dbname=app sslmode=disable", "db 5433 zrepl it's \\ app Disable")]
    [InlineData("host='/run/my dir' user=zrepl sslmode=require", "/run/my dir 5432 zrepl  zrepl Disable")]
    [InlineData("user=a\\ b", "localhost 5432 a b  a b Require")]
    [InlineData("postgres://zrepl:p%40ss@db.example.org:6000/app?sslmode=verify-full", "db.example.org 6000 zrepl p@ss app VerifyFull")]
    [InlineData("postgresql://zrepl@[::1]/app", "::1 5432 zrepl  app Require")]
    [InlineData("postgres:///app?host=/run/postgresql&user=zrepl", "/run/postgresql 5432 zrepl  app Disable")]
    [InlineData("user=zrepl sslrootcert=/etc/ca.pem", "localhost 5432 zrepl  zrepl VerifyCA")]
    public void A_string_means_what_it_means_to_libpq(string text, string expected)
    {
        var settings = SettingsOf(text);
        Assert.Equal(expected, $"{settings.Host} {settings.Port} {settings.Username} {settings.Password} {settings.Database} {settings.SslMode}");
        Assert.False(settings.Pooling);
    }

    [Fact]
    public void What_the_string_leaves_out_the_environment_says_and_then_the_system()
    {
        var settings = SettingsOf("dbname=app", name => name switch { "PGHOST" => "/run/postgresql", "PGUSER" => "postgres", "PGPORT" => "5433", "PGSSLMODE" => "", _ => null });
        Assert.Equal(("/run/postgresql", 5433, "postgres", "app"), (settings.Host, settings.Port, settings.Username, settings.Database));
        Assert.Equal((Environment.UserName, Environment.UserName, "zrepl"), (SettingsOf("").Username, SettingsOf("").Database, SettingsOf("").ApplicationName));
    }

    [Fact]
    public void Other_names_are_parameters_of_the_server()
    {
        var settings = SettingsOf("connect_timeout=7 application_name=backup search_path=public work_mem='1 MB' options='-c geqo=off' datestyle=ISO");
        Assert.Equal((7, "backup", "public"), (settings.Timeout, settings.ApplicationName, settings.SearchPath));
        Assert.Equal("-c geqo=off -c datestyle=ISO -c work_mem=1\\ MB", settings.Options);
    }

    [Theory]
    [InlineData("sslmode=secret", "unsupported sslmode; use disable, require (default), verify-ca or verify-full")]
    [InlineData("port=secret", "port is no number from 0 to 65535")]
    [InlineData("connect_timeout=secret", "connect_timeout is no number of seconds")]
    [InlineData("postgres://db/app?secret", "a parameter without \"=\"")]
    public void What_no_driver_could_take_is_told_with_the_configuration(string text, string problem)
    {
        Assert.False(PostgresDsn.TryParse(text, out _, out var found));
        Assert.Equal(problem, found);
    }

    private static NpgsqlConnectionStringBuilder SettingsOf(string text, Func<string, string?>? variable = null)
    {
        Assert.True(PostgresDsn.TryParse(text, out var dsn, out _));
        return PostgresConnection.SettingsOf(dsn.Parameters, variable ?? (_ => null));
    }
}
