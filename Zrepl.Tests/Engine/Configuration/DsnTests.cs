using Zrepl.Engine.Configuration;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class DsnTests // config 12.1, replication 5.4, 5.5
{
    [Theory]
    [InlineData("host=localhost port=5432 user=postgres sslmode=disable", null)]
    [InlineData("host = '/run/my dir' password='it\\'s \\\\'", null)]
    [InlineData("password=a\\ b dbname=", null)]
    [InlineData("postgres://user:secret@host:5432/db?sslmode=require", null)]
    [InlineData("postgresql:///db", null)]
    [InlineData("host", "missing \"=\" after a keyword in connection info string")]
    [InlineData("host=a secret", "missing \"=\" after a keyword in connection info string")]
    [InlineData("=secret", "a keyword is missing before \"=\"")]
    [InlineData("password='secret", "unterminated quoted string literal in connection string")]
    [InlineData("password='secret\\", "missing character after backslash")]
    [InlineData("postgres://user:secret@host:port/db", "not a valid URL")]
    public void Postgres_strings_are_checked_for_their_grammar(string text, string? problem)
    {
        Assert.Equal(problem is null, PostgresDsn.TryParse(text, out var dsn, out var found));
        Assert.Equal(problem, found);
        if (dsn is not null) Assert.Equal(text, dsn.Text.Reveal());
    }

    [Theory]
    [InlineData("/", null)]
    [InlineData("user:p@ss/word@tcp(db.example.org:3306)/app?charset=utf8", null)]
    [InlineData("unix(/run/mysqld.sock)/", null)]
    [InlineData("user@/db", null)]
    [InlineData("user:secret@tcp(host)", "invalid DSN: missing the slash separating the database name")]
    [InlineData("user:secret@tcp(host/db", "invalid DSN: network address not terminated (missing closing brace)")]
    [InlineData("user:secret@tcp(host)x/db", "invalid DSN: did you forget to escape a param value?")]
    [InlineData("user:secret@pipe/db", "invalid DSN: default addr for this network unknown, write net(addr)")]
    [InlineData("user:secret@/db?secret", "invalid DSN: a parameter without \"=\"")]
    [InlineData("user:secret@/db?secret;x=1", "invalid DSN: a parameter with an illegal name")]
    public void MySql_strings_are_checked_for_their_grammar(string text, string? problem)
    {
        Assert.Equal(problem is null, MySqlDsn.TryParse(text, out var dsn, out var found));
        Assert.Equal(problem, found);
        if (dsn is not null) Assert.Equal(text, dsn.Text.Reveal());
    }

    [Fact] // config 17.5
    public void A_secret_never_prints_itself()
    {
        Assert.True(PostgresDsn.TryParse("password=hunter2", out var dsn, out _));
        Assert.DoesNotContain("hunter2", dsn.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", $"{dsn.Text}", StringComparison.Ordinal);
        Assert.Equal(new Secret("a"), new Secret("a"));
        Assert.True(new Secret("a") != new Secret("b"));
        Assert.Equal("", default(Secret).Reveal());
    }
}
