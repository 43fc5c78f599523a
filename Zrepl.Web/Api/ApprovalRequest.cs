namespace Zrepl.Web.Api;

/// <summary>The body of an approval; may be left out if <c>If-Match</c> says the same.</summary>
/// <param name="Revision">Revision of the <c>pruningHold</c> that was seen; other rules are not approved.</param>
internal sealed record ApprovalRequest(string? Revision = null);
