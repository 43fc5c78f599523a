namespace Zrepl.Web.Data.Runs;

/// <summary>A snapshot that the other side had when it was last heard of.</summary>
/// <param name="Name">Short name.</param>
/// <param name="CreatedAt">When it was taken; null if only its arrival is known.</param>
/// <param name="KnownAt">When that was known.</param>
public sealed record PeerSnapshot(string Name, DateTimeOffset? CreatedAt, DateTimeOffset KnownAt);
