namespace Zrepl.Web.Security.SignIn;

/// <summary>A browser in which somebody is signed in.</summary>
/// <param name="Id">Key.</param>
/// <param name="CreatedAt">When they signed in.</param>
/// <param name="LastSeenAt">When the browser was last heard of, to the minute.</param>
/// <param name="Address">From where.</param>
/// <param name="Browser">What the browser says of itself.</param>
public sealed record Session(string Id, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, string Address, string Browser);
