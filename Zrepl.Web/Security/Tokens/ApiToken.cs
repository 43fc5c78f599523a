namespace Zrepl.Web.Security.Tokens;

/// <summary>A token as its owner sees it; the secret itself is nowhere.</summary>
/// <param name="Id">Key.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="OwnerId">Key of the owner.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scope">What it may do.</param>
/// <param name="Beginning">The first characters of the secret.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it stops working; null: never.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; null: never.</param>
/// <param name="LastUsedFrom">From where; null: never.</param>
public sealed record ApiToken(
    long Id, string Owner, long OwnerId, string Name, TokenScope Scope, string Beginning, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, string? LastUsedFrom);
