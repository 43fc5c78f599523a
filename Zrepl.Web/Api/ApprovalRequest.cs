namespace Zrepl.Web.Api;

/// <summary>The body of an approval; may be left out.</summary>
/// <param name="Revision">Revision of the <c>pruningHold</c> that was seen; rules that were changed since are not approved. Left out: the rules as they are.</param>
internal sealed record ApprovalRequest(string? Revision = null);
