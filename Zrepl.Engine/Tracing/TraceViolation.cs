namespace Zrepl.Engine.Tracing;

/// <summary>A place in our code that broke a rule of tracing.</summary>
/// <param name="Invariant">Which rule.</param>
/// <param name="Message">What happened, in words.</param>
/// <param name="Where">File and line where the task or span was begun.</param>
public sealed record TraceViolation(TraceInvariant Invariant, string Message, string Where)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Message} (rule {Invariant.ToString()[..2]}, begun at {Where})";
}
