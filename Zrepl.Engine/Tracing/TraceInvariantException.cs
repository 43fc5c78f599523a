namespace Zrepl.Engine.Tracing;

/// <summary>A rule of tracing was broken, while <see cref="TraceSettings.ThrowsOnViolation"/>. The tracer itself is in order again.</summary>
public sealed class TraceInvariantException(TraceViolation violation) : InvalidOperationException(violation.ToString())
{
    /// <summary>Which rule, where.</summary>
    public TraceViolation Violation { get; } = violation;
}
