namespace Zrepl.Web.Security.Accounts;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Id">Key.</param>
/// <param name="Name">Unique whatever its case.</param>
/// <param name="Role">What they may do; null: nothing, since their identity provider gives them no role any more.</param>
/// <param name="CreatedAt">When they were added.</param>
/// <param name="LastSignInAt">When they last signed in, or null.</param>
/// <param name="LockedUntil">Until when no password is tried, because of too many wrong ones; null if it may be tried.</param>
/// <param name="HasAuthenticator">True if the password is not enough.</param>
/// <param name="IsExternal">True if an identity provider vouches for them, and gives them their role whenever they sign in.</param>
public sealed record User(long Id, string Name, Role? Role, DateTimeOffset CreatedAt, DateTimeOffset? LastSignInAt, DateTimeOffset? LockedUntil,
    bool HasAuthenticator = false, bool IsExternal = false);
