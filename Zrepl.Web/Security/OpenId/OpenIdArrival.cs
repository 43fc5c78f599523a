using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Zrepl.Web.Data;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.Requests;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Security.OpenId;

/// <summary>
/// Somebody comes back from the identity provider: becomes a user with the role that their groups give them at this moment, and gets a session like
/// anybody else. What the provider says is kept nowhere.
/// </summary>
internal sealed class OpenIdArrival(OpenIdOptions options, UserAccounts accounts, Sessions sessions, AuditTrail audit, ILogger<OpenIdArrival> logger) : OpenIdConnectEvents
{
    /// <inheritdoc/>
    public override async Task TokenValidated(TokenValidatedContext context)
    {
        var http = context.HttpContext;
        var values = context.Principal?.FindAll(options.RoleClaim).Select(claim => claim.Value).ToList() ?? [];
        var subject = context.SecurityToken.Subject;
        var externalId = $"{context.SecurityToken.Issuer} {subject}";
        var name = UserNames.MadeFrom(context.Principal?.FindFirst(options.NameClaim)?.Value ?? subject);
        if (options.RoleOf(values) is not { } role)
        {
            audit.Refused(Actor.Nobody(http.Address(), name), "sign-in", "", $"{options.Authority}: {options.RoleClaim} is {(values.Count == 0 ? "missing" : string.Join(", ", values))}");
            await ShutOutAsync(externalId, Actor.Nobody(http.Address(), name));
            TurnAway(context, OpenIdRefusal.NoRole);
            return;
        }

        try
        {
            var user = await accounts.WelcomeAsync(externalId, name, role, http.RequestAborted);
            var actor = await sessions.OpenAsync(user.Id, user.Name, user.Role, http.Address(), http.Browser(), http.RequestAborted);
            audit.Done(actor, "sign-in", "", options.Authority);
            context.Principal = actor.ToPrincipal(Schemes.Session);
        }
        catch (SecurityRefusedException refused)
        {
            audit.Refused(Actor.Nobody(http.Address(), name), "sign-in", "", refused.Message);
            TurnAway(context, OpenIdRefusal.NameTaken);
        }
        catch (DatabaseUnavailableException)
        {
            TurnAway(context, OpenIdRefusal.Database);
        }
    }

    /// <inheritdoc/>
    public override Task RemoteFailure(RemoteFailureContext context)
    {
        logger.ProviderFailed(options.Authority, context.Failure?.Message ?? "it gave no reason");
        TurnAway(context, OpenIdRefusal.Provider);
        return Task.CompletedTask;
    }

    // Cannot be cancelled: whoever was turned away must not keep what they had by hanging up.
    private async Task ShutOutAsync(string externalId, Actor by)
    {
        try
        {
            if (await accounts.ShutOutAsync(externalId, CancellationToken.None) is { } known) audit.Done(by, "user.role", known, Roles.None);
        }
        catch (DatabaseUnavailableException failure)
        {
            audit.Refused(by, "user.role", by.Name, $"{Roles.None}, which could not be written: {failure.Message}");
        }
    }

    private static void TurnAway<T>(HandleRequestContext<T> context, string word)
        where T : AuthenticationSchemeOptions
    {
        context.Response.Redirect($"{SessionCookie.SignInPath}?refused={word}");
        context.HandleResponse();
    }
}
