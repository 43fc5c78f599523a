using System.Globalization;
using System.Security.Claims;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Web.Security;

/// <summary>By what somebody acts.</summary>
public enum ActorWay
{
    /// <summary>A page.</summary>
    Browser,

    /// <summary>A token of the REST API.</summary>
    Token,

    /// <summary>The control socket: root of this machine, a script of its.</summary>
    ControlSocket,

    /// <summary>A command on this machine.</summary>
    CommandLine,

    /// <summary>The demonstration, which signs everybody in.</summary>
    Demo,
}

/// <summary>Who acts, as far as it is known: for decisions about what is allowed, and for the audit.</summary>
/// <param name="Name">Name of the user; of nobody in particular what they came by.</param>
/// <param name="Way">By what.</param>
/// <param name="Address">From where; empty for this machine.</param>
/// <param name="Role">What they may do; null: nothing.</param>
public sealed record Actor(string Name, ActorWay Way, string Address, Role? Role)
{
    /// <summary>Nobody that is known.</summary>
    public static Actor Nobody(string address, string name = "nobody") => new(name, ActorWay.Browser, address, null);

    /// <summary>The control socket, which only root of this machine can open.</summary>
    public static Actor ControlSocket { get; } = new("root", ActorWay.ControlSocket, "", Security.Role.Administrator);

    /// <summary>Key of the user in the database; null: none.</summary>
    public long? UserId { get; init; }

    /// <summary>The session, if they came by a browser.</summary>
    public string? SessionId { get; init; }

    /// <summary>The token's name, if they came by one.</summary>
    public string? TokenName { get; init; }

    /// <summary>Key of that token.</summary>
    public long? TokenId { get; init; }

    /// <summary>What a connection of theirs hangs on, see <see cref="SignIn.LiveSessions"/>; null: nothing that ends.</summary>
    public string? LiveKey => SessionId ?? (this is { UserId: { } owner, TokenId: { } token, Role: { } role } ? new LiveToken(owner, token, role).Key : null);

    /// <summary>True if they may do what a role may.</summary>
    public bool May(Role needed) => Role >= needed;

    /// <summary>Why they may not, without a full stop.</summary>
    public string MayNot(Role needed) => $"this needs the role {needed.Word()}; yours is {Role?.Word() ?? "none"}";

    /// <summary>As it goes with a request.</summary>
    internal ClaimsPrincipal ToPrincipal(string scheme)
    {
        List<Claim> claims =
        [
            new(ClaimTypes.Name, Name), new(Claims.Way, Way.ToString()), new(Claims.Address, Address),
        ];
        if (Role is { } role) claims.Add(new(ClaimTypes.Role, role.Word()));
        if (UserId is { } id) claims.Add(new(ClaimTypes.NameIdentifier, id.ToString(CultureInfo.InvariantCulture)));
        if (SessionId is { } session) claims.Add(new(Claims.Session, session));
        if (TokenName is { } token) claims.Add(new(Claims.Token, token));
        if (TokenId is { } key) claims.Add(new(Claims.TokenId, key.ToString(CultureInfo.InvariantCulture)));
        return new(new ClaimsIdentity(claims, scheme, ClaimTypes.Name, ClaimTypes.Role));
    }

    /// <summary>From what goes with a request or a page.</summary>
    public static Actor Of(ClaimsPrincipal principal) => principal.Identity is not { IsAuthenticated: true }
        ? Nobody(principal.FindFirstValue(Claims.Address) ?? "")
        : new(
            principal.Identity.Name ?? "nobody",
            Enum.TryParse<ActorWay>(principal.FindFirstValue(Claims.Way), out var way) ? way : ActorWay.Browser,
            principal.FindFirstValue(Claims.Address) ?? "",
            Roles.Of(principal.FindFirstValue(ClaimTypes.Role)))
        {
            UserId = NumberOf(principal, ClaimTypes.NameIdentifier),
            SessionId = principal.FindFirstValue(Claims.Session),
            TokenName = principal.FindFirstValue(Claims.Token),
            TokenId = NumberOf(principal, Claims.TokenId),
        };

    private static long? NumberOf(ClaimsPrincipal principal, string claim) =>
        long.TryParse(principal.FindFirstValue(claim), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static class Claims
    {
        public const string Way = "zrepl/way";
        public const string Address = "zrepl/address";
        public const string Session = "zrepl/session";
        public const string Token = "zrepl/token";
        public const string TokenId = "zrepl/token-id";
    }
}
