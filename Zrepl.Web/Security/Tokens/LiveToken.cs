using System.Globalization;

namespace Zrepl.Web.Security.Tokens;

/// <summary>What a connection that was opened with a token hangs on; it ends when the token does, or can do less.</summary>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="Id">The token.</param>
/// <param name="Role">What it could do when the connection was opened.</param>
internal readonly record struct LiveToken(long OwnerId, long Id, Role Role)
{
    private const string Before = "token"; // a session's key has no slash

    /// <summary>What to listen to in <see cref="SignIn.LiveSessions"/>.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Before}/{OwnerId}/{Id}/{Role.Word()}");

    /// <summary>What the key of a connection says; null: it hangs on a session.</summary>
    public static LiveToken? Of(string key) =>
        key.Split('/') is [Before, var owner, var id, var word] && Roles.Of(word) is { } role
            ? new(long.Parse(owner, CultureInfo.InvariantCulture), long.Parse(id, CultureInfo.InvariantCulture), role)
            : null;
}
