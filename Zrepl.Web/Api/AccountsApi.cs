using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/users</c> and <c>/api/v1/tokens</c>: who may come in. Making a token needs a browser; a token makes no tokens.</summary>
internal static class AccountsApi
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("users").RequireAuthorization(Policies.Administer);
        users.MapGet("/", async (UserAccounts accounts, CancellationToken cancellation) =>
            TypedResults.Ok((await accounts.ListAsync(cancellation)).Select(UserAnswer.Of).ToArray())).WithSummary("All users").WithEntityTag();
        users.MapPost("/", AddAsync).WithSummary("Add a user with name, password and role");
        users.MapPut("/{name}/role", (string name, [FromBody] RoleRequest request, HttpContext context, UserAccounts accounts, CancellationToken cancellation) =>
            Roles.Of(request.Role) is { } role ? DoneAsync(() => accounts.SetRoleAsync(name, role, Actor.Of(context.User), cancellation)) : UnknownRoleAsync())
            .WithSummary("Give a user another role; their sessions end");
        users.MapPut("/{name}/password", (string name, [FromBody] PasswordRequest request, HttpContext context, UserAccounts accounts, CancellationToken cancellation) =>
            DoneAsync(() => accounts.SetPasswordAsync(name, request.Password, Actor.Of(context.User), cancellation)))
            .WithSummary("Give a user another password; their sessions and a lock end");
        users.MapPost("/{name}/unlock", (string name, HttpContext context, UserAccounts accounts, CancellationToken cancellation) =>
            DoneAsync(() => accounts.UnlockAsync(name, Actor.Of(context.User), cancellation))).WithSummary("Let passwords of a user be tried again");
        users.MapDelete("/{name}", (string name, HttpContext context, UserAccounts accounts, CancellationToken cancellation) =>
            DoneAsync(() => accounts.RemoveAsync(name, Actor.Of(context.User), cancellation))).WithSummary("Remove a user with all sessions and tokens");

        var tokens = api.MapGroup("/tokens").WithTags("users");
        tokens.MapGet("/", async (HttpContext context, ApiTokens all, CancellationToken cancellation) =>
        {
            var actor = Actor.Of(context.User);
            long? owner = actor.May(Role.Administrator) ? null : actor.UserId ?? 0;
            return TypedResults.Ok((await all.ListAsync(owner, cancellation)).Select(TokenAnswer.Of).ToArray());
        }).WithSummary("Your tokens; for an administrator, those of all users").WithEntityTag();
        tokens.MapDelete("/{id}", (string id, HttpContext context, ApiTokens all, CancellationToken cancellation) =>
            DoneAsync(() => all.RevokeAsync(Actor.Of(context.User), long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1, cancellation)))
            .WithSummary("Revoke a token of yours; an administrator revokes anybody's");
    }

    private static async Task<Results<Created<UserAnswer>, ProblemHttpResult>> AddAsync(
        [FromBody] UserRequest request, HttpContext context, UserAccounts accounts, CancellationToken cancellation)
    {
        if (Roles.Of(request.Role) is not { } role) return UnknownRole();
        try
        {
            var user = await accounts.AddAsync(request.Name, request.Password, role, Actor.Of(context.User), cancellation);
            return TypedResults.Created($"/api/v1/users/{Uri.EscapeDataString(user.Name)}", UserAnswer.Of(user));
        }
        catch (SecurityRefusedException refused)
        {
            return Refused(refused);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DoneAsync(Func<Task> act)
    {
        try
        {
            await act();
            return TypedResults.NoContent();
        }
        catch (SecurityRefusedException refused)
        {
            return Refused(refused);
        }
    }

    private static Task<Results<NoContent, ProblemHttpResult>> UnknownRoleAsync() => Task.FromResult<Results<NoContent, ProblemHttpResult>>(UnknownRole());

    private static ProblemHttpResult UnknownRole() =>
        Problems.Of(StatusCodes.Status400BadRequest, "There is no such role", $"role is one of {string.Join(", ", Roles.All.Select(role => role.Word()))}.");

    private static ProblemHttpResult Refused(SecurityRefusedException refused) => Problems.Of(StatusCodes.Status409Conflict, "Not done", refused.Message);
}

/// <summary>A user; passwords are nowhere.</summary>
internal sealed record UserAnswer(string Name, string Role, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt, DateTimeOffset? LockedUntil)
{
    public static UserAnswer Of(User user) => new(user.Name, user.Role.Word(), user.CreatedAt, user.LastSignInAt, user.LockedUntil);
}

/// <summary>A token; the secret is nowhere.</summary>
internal sealed record TokenAnswer(
    long Id, string Owner, string Name, string Scope, string Beginning, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt, string? LastUsedFrom)
{
    public static TokenAnswer Of(ApiToken token) => new(
        token.Id, token.Owner, token.Name, token.Scope.Word(), token.Beginning, token.CreatedAt, token.ExpiresAt, token.LastUsedAt, token.LastUsedFrom);
}

/// <summary>A user to be added.</summary>
internal sealed record UserRequest(string Name, string Password, string Role);

/// <summary>Another role.</summary>
internal sealed record RoleRequest(string Role);

/// <summary>Another password.</summary>
internal sealed record PasswordRequest(string Password);
