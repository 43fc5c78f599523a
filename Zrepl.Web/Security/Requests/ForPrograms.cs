using System.Text.Json;

namespace Zrepl.Web.Security.Requests;

/// <summary>What programs use: they get a status and problem details where a browser is led to a page.</summary>
internal static class ForPrograms
{
    private static readonly string[] Paths = ["/api", "/openapi", "/metrics", "/healthz", "/readyz"];

    /// <summary>True if a path is for programs, which may come with a token.</summary>
    public static bool Serves(PathString path) => Paths.Any(program => path.StartsWithSegments(program, StringComparison.Ordinal));

    /// <summary>Refuses with problem details (RFC 9457).</summary>
    public static Task RefuseAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(new { title, status, detail }), context.RequestAborted);
    }

    /// <summary>Says that nobody knows who sends this.</summary>
    public static Task ChallengeAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"zrepl\"";
        return RefuseAsync(
            context, StatusCodes.Status401Unauthorized, "Not signed in",
            "Send \"Authorization: Bearer TOKEN\" with a token that has not expired; Settings, Tokens on the dashboard makes one.");
    }

    /// <summary>Says that it is not allowed to whoever sends this.</summary>
    public static Task ForbidAsync(HttpContext context) => RefuseAsync(
        context, StatusCodes.Status403Forbidden, "Not allowed",
        $"This needs another role, or a token with another scope. You are {Words(Actor.Of(context.User))}.");

    private static string Words(Actor actor) => actor.Role is { } role ? $"{actor.Name} with the role {role.Word()}" : actor.Name;
}
