using Microsoft.AspNetCore.Authentication;
using Zrepl.Web.Security.OpenId;
using Zrepl.Web.Security.Requests;

namespace Zrepl.Web.Components.Pages.SignIn;

/// <summary>Sends a browser on to the identity provider.</summary>
internal static class OpenIdSignIn
{
    /// <summary>Where the link of the sign-in page leads.</summary>
    public const string Path = "/sign-in/openid";

    /// <summary>Maps it.</summary>
    public static void MapOpenIdSignIn(this IEndpointRouteBuilder app) =>
        app.MapGet(Path, (OpenIdOptions options, string? @return) => options.IsConfigured
            ? Results.Challenge(new AuthenticationProperties { RedirectUri = LocalAddress.Of(@return), IsPersistent = true }, [Schemes.OpenId])
            : Results.LocalRedirect(SessionCookie.SignInPath)).ExcludeFromDescription().AllowAnonymous();
}
