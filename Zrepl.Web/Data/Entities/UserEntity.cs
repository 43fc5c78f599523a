namespace Zrepl.Web.Data.Entities;

/// <summary>Somebody who may sign in.</summary>
internal sealed class UserEntity
{
    public long Id { get; set; }

    /// <summary>Unique whatever its case.</summary>
    public required string Name { get; set; }

    /// <summary>Word of the role.</summary>
    public required string Role { get; set; }

    /// <summary>By ASP.NET Core Identity's hasher; empty: nobody can sign in with a password.</summary>
    public required string PasswordHash { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset PasswordChangedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public int FailedSignIns { get; set; }

    /// <summary>Until when no password is tried any more, or null.</summary>
    public DateTimeOffset? LockedUntil { get; set; }
}
