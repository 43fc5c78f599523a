using System.Collections.Immutable;
using System.Globalization;
using MySqlConnector;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Hooks.Databases;

/// <summary>Opens connections as Go's MySQL driver would for the same string. Source: spec replication 5.5.</summary>
internal static class MySqlConnection
{
    private const uint DefaultPort = 3306;

    // Of Go's driver, without a meaning for statements that are ours and return nothing.
    private static readonly ImmutableHashSet<string> WithoutMeaning =
    [
        "allowAllFiles", "allowCleartextPasswords", "allowFallbackToPlaintext", "allowNativePasswords", "allowOldPasswords", "charset", "checkConnLiveness", "clientFoundRows", "collation",
        "columnsWithAlias", "compress", "connectionAttributes", "interpolateParams", "loc", "maxAllowedPacket", "multiStatements", "parseTime", "readTimeout", "rejectReadOnly",
        "serverPubKey", "timeTruncate", "writeTimeout", "tls", "timeout",
    ];

    /// <summary>What opens them.</summary>
    public static OpenDatabase Opener(MySqlDsn dsn) => async cancellation =>
    {
        var parameters = dsn.Parameters;
        var session = await AdoSession.OpenAsync(new MySqlConnector.MySqlConnection(SettingsOf(parameters).ConnectionString), cancellation);
        try
        {
            foreach (var statement in StatementsOf(parameters)) await session.ExecuteAsync(statement, cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    };

    /// <summary>The same in the driver's words.</summary>
    internal static MySqlConnectionStringBuilder SettingsOf(MySqlParameters parameters)
    {
        var settings = new MySqlConnectionStringBuilder
        {
            UserID = parameters.User, Password = parameters.Password.Reveal(), Database = parameters.Database,
            Pooling = false, // the session is the lock
            DefaultCommandTimeout = 0,
            AllowPublicKeyRetrieval = true, // Go's driver asks for the key as well; without it a password of MySQL 8 goes over TLS and sockets only
            SslMode = ModeOf(Option("tls")),
        };
        if (parameters.Network == "unix")
        {
            settings.ConnectionProtocol = MySqlConnectionProtocol.UnixSocket;
            settings.Server = parameters.Address.Length > 0 ? parameters.Address : Path.Combine(Path.GetTempPath(), "mysql.sock");
        }
        else
        {
            (settings.Server, settings.Port) = Endpoint(parameters.Address);
        }

        if (Option("timeout") is { } text && GoDuration.TryParse(text, out var timeout, out _)) settings.ConnectionTimeout = (uint)Math.Ceiling(timeout.TotalSeconds);
        return settings;

        string? Option(string name) => parameters.Options.LastOrDefault(option => option.Key == name).Value;
    }

    /// <summary>Settings of the session that the string asks for.</summary>
    internal static IEnumerable<string> StatementsOf(MySqlParameters parameters) =>
        parameters.Options.Where(option => !WithoutMeaning.Contains(option.Key)).Select(option => $"SET {option.Key}={option.Value}");

    private static (string Host, uint Port) Endpoint(string address)
    {
        var colon = address.LastIndexOf(':');
        uint port = 0;
        var hasPort = colon > address.LastIndexOf(']') && uint.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port);
        var host = (hasPort ? address[..colon] : address).Trim('[', ']');
        return (host.Length > 0 ? host : "127.0.0.1", hasPort ? port : DefaultPort);
    }

    private static MySqlSslMode ModeOf(string? tls) => tls switch
    {
        "true" or "1" or "TRUE" or "True" => MySqlSslMode.VerifyFull,
        "skip-verify" => MySqlSslMode.Required,
        "preferred" => MySqlSslMode.Preferred,
        _ => MySqlSslMode.None,
    };
}
