namespace Zrepl.Engine.Progress;

/// <summary>Something that is being waited for, so that a stall can be named.</summary>
/// <param name="Text">For people, such as <c>tank/a: receive @monday</c>.</param>
/// <param name="Since">When it began.</param>
public sealed record OperationInFlight(string Text, DateTimeOffset Since);
