using System.Globalization;
using Npgsql;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Hooks.Databases;

/// <summary>Opens connections as libpq would for the same string: its defaults, the environment's <c>PG…</c> variables. Source: spec replication 5.4.</summary>
internal static class PostgresConnection
{
    private const string DefaultHost = "localhost";

    // The last three columns of spec 5.4: what the driver has a name of its own for. Everything else is a parameter of the server.
    private static readonly Dictionary<string, string?> VariableOf = new(StringComparer.Ordinal)
    {
        ["host"] = "PGHOST", ["port"] = "PGPORT", ["user"] = "PGUSER", ["password"] = "PGPASSWORD", ["dbname"] = "PGDATABASE", ["sslmode"] = "PGSSLMODE",
        ["sslrootcert"] = "PGSSLROOTCERT", ["sslcert"] = "PGSSLCERT", ["sslkey"] = "PGSSLKEY", ["sslpassword"] = null, ["connect_timeout"] = "PGCONNECT_TIMEOUT",
        ["application_name"] = "PGAPPNAME", ["fallback_application_name"] = null, ["search_path"] = null, ["passfile"] = "PGPASSFILE", ["options"] = "PGOPTIONS",
        ["hostaddr"] = "PGHOSTADDR", ["sslsni"] = null, ["sslinline"] = null, ["binary_parameters"] = null, ["krbsrvname"] = null, ["krbspn"] = null,
    };

    /// <summary>What opens them.</summary>
    /// <param name="dsn">The connection string.</param>
    /// <param name="variable">Value of an environment variable, or null.</param>
    public static OpenDatabase Opener(PostgresDsn dsn, Func<string, string?> variable) =>
        cancellation => AdoSession.OpenAsync(new NpgsqlConnection(SettingsOf(dsn.Parameters, variable).ConnectionString), cancellation);

    /// <summary>The same in the driver's words.</summary>
    internal static NpgsqlConnectionStringBuilder SettingsOf(PostgresParameters parameters, Func<string, string?> variable)
    {
        var host = Value("hostaddr") ?? Value("host") ?? DefaultHost;
        var user = Value("user") ?? Environment.UserName;
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = host, Username = user, Password = Value("password"), Database = Value("dbname") ?? user, Passfile = Value("passfile"),
            Pooling = false, // a pool keeps connections that nobody wants between two snapshots
            CommandTimeout = 0,
            SslMode = host.StartsWith('/') ? SslMode.Disable : ModeOf(Value("sslmode"), hasAuthority: Value("sslrootcert") is not null),
            RootCertificate = Value("sslrootcert"), SslCertificate = Value("sslcert"), SslKey = Value("sslkey"), SslPassword = Value("sslpassword"),
            ApplicationName = Value("application_name") ?? Value("fallback_application_name") ?? "zrepl", SearchPath = Value("search_path"),
            Options = OptionsOf(parameters, Value("options")),
        };
        if (Value("port") is { } port) settings.Port = int.Parse(port, CultureInfo.InvariantCulture);
        if (Value("connect_timeout") is { } timeout) settings.Timeout = int.Parse(timeout, CultureInfo.InvariantCulture);
        return settings;

        string? Value(string name) => parameters.Values.GetValueOrDefault(name) is { Length: > 0 } given ? given
            : VariableOf.GetValueOrDefault(name) is { } known && variable(known) is { Length: > 0 } inherited ? inherited
            : null;
    }

    // A file with authorities makes "require" check the certificate, as libpq does.
    private static SslMode ModeOf(string? mode, bool hasAuthority) => mode switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => hasAuthority ? SslMode.VerifyCA : SslMode.Require,
    };

    private static string? OptionsOf(PostgresParameters parameters, string? given)
    {
        var others = parameters.Values.Where(pair => !VariableOf.ContainsKey(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"-c {pair.Key}={Escaped(pair.Value)}");
        var all = string.Join(' ', others.Prepend(given).Where(option => option is not null));
        return all.Length == 0 ? null : all;
    }

    // The server splits at blanks.
    private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal);
}
