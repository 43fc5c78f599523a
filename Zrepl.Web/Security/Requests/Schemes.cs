namespace Zrepl.Web.Security.Requests;

/// <summary>Names of the ways a request can say who sends it.</summary>
internal static class Schemes
{
    /// <summary>Chooses one of the others by the request.</summary>
    public const string ByRequest = "zrepl";

    /// <summary>The cookie of a session.</summary>
    public const string Session = "session";

    /// <summary><c>Authorization: Bearer</c>.</summary>
    public const string Token = "token";

    /// <summary>An identity provider.</summary>
    public const string OpenId = "openid";

    /// <summary>The demonstration's visitor.</summary>
    public const string Demo = "demo";

    /// <summary>The scheme a request is judged by.</summary>
    public static string Of(HttpContext context, bool isDemo)
    {
        if (ForPrograms.Serves(context.Request.Path)
            && context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return Token;
        return isDemo ? Demo : Session;
    }
}
