namespace Zrepl.Web.Components.Shared;

/// <summary>How long a pause is to last.</summary>
/// <param name="Until">When it ends by itself; null: when somebody ends it.</param>
public sealed record PauseChoice(DateTimeOffset? Until);
