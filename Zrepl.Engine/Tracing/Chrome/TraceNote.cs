namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>A mark on a recording.</summary>
/// <param name="At">When.</param>
/// <param name="Text">Such as <c>dropped 12</c>.</param>
public sealed record TraceNote(DateTimeOffset At, string Text);
