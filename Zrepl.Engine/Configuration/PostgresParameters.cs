using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Zrepl.Engine.Configuration;

/// <summary>What a connection string of PostgreSQL says, by the names of libpq: <c>host</c>, <c>sslmode</c>, … Source: spec replication 5.4.</summary>
/// <param name="Values">As they stand there; a password may be among them.</param>
public sealed record PostgresParameters(ImmutableDictionary<string, string> Values)
{
    /// <summary>Prints names only.</summary>
    public override string ToString() => string.Join(' ', Values.Keys.Order(StringComparer.Ordinal));

    /// <summary>What no driver could take, or null; never repeats a value.</summary>
    internal string? Problem
    {
        get
        {
            if (Values.GetValueOrDefault("sslmode") is { Length: > 0 } mode && mode is not ("disable" or "allow" or "prefer" or "require" or "verify-ca" or "verify-full"))
                return "unsupported sslmode; use disable, require (default), verify-ca or verify-full";
            if (Values.GetValueOrDefault("port") is { Length: > 0 } port && !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return "port is no number from 0 to 65535";
            return Values.GetValueOrDefault("connect_timeout") is { Length: > 0 } timeout && !int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                ? "connect_timeout is no number of seconds"
                : null;
        }
    }

    /// <summary>Reads a connection string in either form; <paramref name="problem"/> never repeats any of it.</summary>
    internal static bool TryRead(string text, [NotNullWhen(true)] out PostgresParameters? parameters, [NotNullWhen(false)] out string? problem)
    {
        var isUrl = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);
        var values = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        problem = isUrl ? PostgresUrl.Read(text, values) : PostgresKeywords.Read(text, values);
        parameters = problem is null ? new(values.ToImmutable()) : null;
        return problem is null;
    }
}
