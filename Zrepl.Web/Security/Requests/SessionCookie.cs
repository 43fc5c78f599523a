using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Security.Requests;

/// <summary>
/// The cookie of a session. It only names the session: who that is and what they may do is looked up at each request, so that nothing a browser keeps
/// outlives a sign-out or a change of role.
/// </summary>
internal sealed class SessionCookie(Sessions sessions, SecurityOptions security) : CookieAuthenticationEvents
{
    /// <summary>Page to sign in at.</summary>
    public const string SignInPath = "/sign-in";

    /// <summary>Page for those who may not see the one they asked for.</summary>
    public const string NotAllowedPath = "/not-allowed";

    /// <summary>Gives the browser a session.</summary>
    public static Task GiveAsync(HttpContext context, Actor actor) =>
        context.SignInAsync(Schemes.Session, actor.ToPrincipal(Schemes.Session), new() { IsPersistent = true });

    /// <inheritdoc/>
    public override Task SigningIn(CookieSigningInContext context)
    {
        context.CookieOptions.Expires = context.Properties.IssuedUtc + security.SessionLongest;
        return base.SigningIn(context);
    }

    /// <inheritdoc/>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var actor = context.Principal is { } principal && Actor.Of(principal).SessionId is { } session
            ? await sessions.FindAsync(session, context.HttpContext.Address(), context.HttpContext.RequestAborted)
            : null;
        if (actor is null) context.RejectPrincipal();
        else context.ReplacePrincipal(actor.ToPrincipal(Schemes.Session));
    }

    /// <inheritdoc/>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        var request = context.Request;
        if (ForPrograms.Serves(request.Path)) return ForPrograms.ChallengeAsync(context.HttpContext);
        if (!HttpMethods.IsGet(request.Method) || request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        context.Response.Redirect(SignInPath + QueryString.Create("return", request.Path + request.QueryString.Value));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (ForPrograms.Serves(context.Request.Path)) return ForPrograms.ForbidAsync(context.HttpContext);
        if (HttpMethods.IsGet(context.Request.Method)) context.Response.Redirect(NotAllowedPath);
        else context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
