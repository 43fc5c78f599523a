using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Web.Security.Requests;

/// <summary>Knows programs by <c>Authorization: Bearer</c>.</summary>
internal sealed class TokenAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>Claim with the scope of a token.</summary>
    public const string ScopeClaim = "zrepl/scope";

    private const string Before = "Bearer ";

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Before, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        if (await tokens.FindAsync(header[Before.Length..].Trim(), Context.Address(), Context.RequestAborted) is not { } found)
            return AuthenticateResult.Fail("This token is unknown, was revoked or has expired.");
        var principal = found.Actor.ToPrincipal(Scheme.Name);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new(ScopeClaim, found.Scope.Word())); // just made
        return AuthenticateResult.Success(new(principal, Scheme.Name));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => ForPrograms.ChallengeAsync(Context);

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => ForPrograms.ForbidAsync(Context);
}
