using System.Net;

namespace Zrepl.Web.Hosting;

/// <summary>
/// Where the dashboard listens: <c>--listen</c>, else <c>ASPNETCORE_URLS</c>, else <c>Kestrel:Endpoints</c> of appsettings.json. Plain http beyond
/// this machine is refused unless it is asked for in words (design D11).
/// </summary>
internal static class ListenAddresses
{
    /// <summary>The setting that permits plain http beyond this machine.</summary>
    public const string AllowPlainHttp = "Zrepl:Dashboard:AllowPlainHttpBeyondThisMachine";

    private const string Endpoints = "Kestrel:Endpoints";

    /// <summary>Replaces the endpoints of appsettings.json by those that were asked for.</summary>
    /// <exception cref="StartFailedException">An address makes no sense, or is not permitted.</exception>
    public static void Apply(ConfigurationManager configuration, string? listen)
    {
        var asked = listen ?? configuration["urls"];
        if (!string.IsNullOrWhiteSpace(asked))
        {
            var replaced = configuration.GetSection(Endpoints).GetChildren().Select(endpoint => endpoint.Key).ToList();
            var urls = asked.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(UrlOf).ToList();
            var settings = urls.Index().ToDictionary(url => $"{Endpoints}:{NameOf(url.Index, replaced)}:Url", url => (string?)url.Item);
            if (urls.Count < replaced.Count) throw new StartFailedException($"--listen replaces {replaced.Count} endpoints of appsettings.json; give as many addresses, separated by ';'.");
            configuration.AddInMemoryCollection(settings);
        }

        // Kestrel would warn on every start that it prefers the endpoints.
        configuration["urls"] = "";
        foreach (var endpoint in configuration.GetSection(Endpoints).GetChildren()) Check(endpoint["Url"] ?? "", configuration.GetValue<bool>(AllowPlainHttp));
    }

    /// <summary>
    /// The section <c>Kestrel</c> as it was checked at the start. Kestrel would open at once whatever is written into appsettings.json later, unchecked, and
    /// the daemon would not start with it again.
    /// </summary>
    public static IConfiguration Frozen(IConfiguration configuration) =>
        new ConfigurationBuilder().AddInMemoryCollection(configuration.GetSection("Kestrel").AsEnumerable(makePathsRelative: true)).Build();

    /// <summary>The endpoints in force.</summary>
    public static IEnumerable<string> Of(IConfiguration configuration) =>
        configuration.GetSection(Endpoints).GetChildren().Select(endpoint => endpoint["Url"] ?? "");

    /// <summary>True if the address can be reached from this machine only.</summary>
    public static bool IsLoopback(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && IsLoopback(address);

    private static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var host) && IPAddress.IsLoopback(host));

    // "127.0.0.1:9000" and ":9000" are meant as addresses too.
    private static string UrlOf(string text) =>
        text.Contains("://", StringComparison.Ordinal) ? text : text.StartsWith(':') ? $"http://127.0.0.1{text}" : $"http://{text}";

    private static string NameOf(int index, List<string> replaced) => index < replaced.Count ? replaced[index] : $"Dashboard{index + 1}";

    private static void Check(string url, bool allowsPlainHttp)
    {
        var parsable = url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(parsable, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new StartFailedException($"Cannot listen on \"{url}\": an address looks like http://127.0.0.1:8822 or 127.0.0.1:8822.");
        if (address.Scheme == "https" || IsLoopback(address) || allowsPlainHttp) return;
        throw new StartFailedException(
            $"Refusing to listen on {url}: everybody on the network could read passwords. Use https "
            + "(Kestrel:Certificates:Default:Path and KeyPath in appsettings.json name a certificate), "
            + $"or 127.0.0.1 behind a proxy, or set {AllowPlainHttp.Replace(":", "__", StringComparison.Ordinal)}=true.");
    }
}
