namespace Zrepl.Web.Data.Entities;

/// <summary>A secret with which a program uses the REST API. Deleted when it is revoked.</summary>
internal sealed class ApiTokenEntity
{
    public long Id { get; set; }

    /// <summary>Who made it, and whose role it cannot exceed.</summary>
    public long UserId { get; set; }

    public UserEntity? User { get; set; }

    /// <summary>What it is for, in its maker's words.</summary>
    public required string Name { get; set; }

    /// <summary>Word of what it may do.</summary>
    public required string Scope { get; set; }

    /// <summary>SHA-256 of the secret, which is random and long: nothing slower is needed.</summary>
    public required byte[] Hash { get; set; }

    /// <summary>The first characters of the secret, to know it again by.</summary>
    public required string Beginning { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }

    public string? LastUsedFrom { get; set; }
}
