namespace Zrepl.Web.Components.Shared;

/// <summary>One run of a job as a square.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Title">When and how, in words.</param>
public sealed record RunSquare(StateKind Kind, string Title);
