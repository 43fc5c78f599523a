namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>When a run of a job last did everything.</summary>
/// <param name="At">When; null: none has yet.</param>
public sealed record LastSuccess(DateTimeOffset? At);
