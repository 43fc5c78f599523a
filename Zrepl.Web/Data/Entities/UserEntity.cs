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

    /// <summary>Issuer and subject, if an identity provider vouches for them; null: they are only known here.</summary>
    public string? ExternalId { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset PasswordChangedAt { get; set; }

    public DateTimeOffset? LastSignInAt { get; set; }

    /// <summary>Wrong passwords since the last right one.</summary>
    public int FailedSignIns { get; set; }

    /// <summary>Until when no password is tried any more, or null.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>Secret of the authenticator, encrypted; null: none is set up.</summary>
    public string? TotpSecret { get; set; }

    /// <summary>The step of time whose code was used last; none that is not newer is taken.</summary>
    public long TotpLastStep { get; set; }

    /// <summary>Hashes of recovery codes that were not used yet, one a line.</summary>
    public string RecoveryCodes { get; set; } = "";
}
