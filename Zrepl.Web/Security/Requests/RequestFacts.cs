namespace Zrepl.Web.Security.Requests;

/// <summary>What a request says of where it comes from.</summary>
internal static class RequestFacts
{
    /// <summary>Address of the sender; empty if there is none.</summary>
    public static string Address(this HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : "";

    /// <summary>What the browser says of itself.</summary>
    public static string Browser(this HttpContext context) => context.Request.Headers.UserAgent.ToString();
}
