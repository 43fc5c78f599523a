namespace Zrepl.Web.Data.Entities;

/// <summary>A browser in which somebody is signed in. Deleted when that ends.</summary>
internal sealed class SessionEntity
{
    /// <summary>Random; the browser has it in an encrypted cookie.</summary>
    public required string Id { get; set; }

    public long UserId { get; set; }

    public UserEntity? User { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>From where the sign-in came.</summary>
    public required string Address { get; set; }

    /// <summary>What the browser says of itself, shortened.</summary>
    public required string Browser { get; set; }
}
