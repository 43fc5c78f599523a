using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.Requests;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Components.Pages.SignIn;

/// <summary>Ends a session: what the form in the user's menu asks for.</summary>
internal static class SignOut
{
    /// <summary>Where the form is sent.</summary>
    public const string Path = "/sign-out";

    private const string TooOld = "This form is too old; go back, load the page again and sign out there.";

    /// <summary>Maps it.</summary>
    public static void MapSignOut(this IEndpointRouteBuilder app) => app.MapPost(Path, OutAsync).ExcludeFromDescription().RequireAuthorization();

    private static async Task<IResult> OutAsync(HttpContext context, IAntiforgery antiforgery, Sessions sessions, AuditTrail audit)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Results.Problem(title: TooOld, statusCode: StatusCodes.Status400BadRequest);
        var actor = Actor.Of(context.User);
        await context.SignOutAsync(Schemes.Session);
        if (actor.SessionId is null) return Results.LocalRedirect("/");
        audit.Done(actor, "sign-out");
        try
        {
            await sessions.SignOutAsync(actor);
        }
        catch (DatabaseUnavailableException failure) // over here and now; the cookie is gone
        {
            audit.Refused(actor, "sign-out", "", $"the session could not be deleted: {failure.Message}");
        }

        return Results.LocalRedirect($"{SessionCookie.SignInPath}?out=1");
    }
}
