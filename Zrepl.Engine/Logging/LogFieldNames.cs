namespace Zrepl.Engine.Logging;

/// <summary>Names of the fields that have a place of their own in a log line (spec E2, E3).</summary>
public static class LogFieldNames
{
    /// <summary>The job the line belongs to.</summary>
    public const string Job = Tracing.JobScope.Field;

    /// <summary>The part of the program that speaks; see <see cref="Subsystems"/>.</summary>
    public const string Subsystem = "subsystem";

    /// <summary>Ids of the tasks and spans around, or <c>NOSPAN</c>.</summary>
    public const string Span = "span";

    /// <summary>Text of an error.</summary>
    public const string Error = "err";

    /// <summary>Where an unexpected error came from.</summary>
    public const string Stack = "stack";

    internal const string Message = "msg";
    internal const string Time = "time";
    internal const string Level = "level";
}
