namespace Zrepl.Engine.Configuration;

/// <summary><c>postgres://user:password@host:port/database?name=value</c>, as libpq takes it.</summary>
internal static class PostgresUrl
{
    /// <summary>Takes it apart; returns what is wrong with it, or null.</summary>
    public static string? Read(string text, IDictionary<string, string> values)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)) return "not a valid URL";
        var (user, password) = url.UserInfo.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0 ? (url.UserInfo[..colon], url.UserInfo[(colon + 1)..]) : (url.UserInfo, "");
        Set("user", user);
        Set("password", password);
        Set("host", url.HostNameType == UriHostNameType.IPv6 ? url.IdnHost : url.Host);
        if (url.Port > 0) Set("port", url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Set("dbname", url.AbsolutePath.TrimStart('/'));
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length < 2) return "a parameter without \"=\"";
            Set(parts[0], parts[1]);
        }

        return null;

        void Set(string name, string value)
        {
            if (value.Length > 0) values[name] = Uri.UnescapeDataString(value);
        }
    }
}
