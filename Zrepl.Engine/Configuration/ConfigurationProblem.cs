using System.Globalization;

namespace Zrepl.Engine.Configuration;

/// <summary>Something to tell about a <c>zrepl.yml</c>, the same for the command, the log and the editor. Source: spec config 2.3.</summary>
/// <param name="Span">Where.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Code">A stable name for this kind of problem, <c>ZC</c> and three digits.</param>
/// <param name="Path">What it is about: <c>jobs[0].snapshotting.interval</c>; empty for the whole file.</param>
/// <param name="Job">Name of the job it is about, if that is known.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What to do about it, or what would be allowed.</param>
public sealed record ConfigurationProblem(
    SourceSpan Span, ProblemSeverity Severity, string Code, string Path, string? Job, string Message, string? Hint = null)
{
    /// <summary>True if something that is needed is not said, or not yet.</summary>
    public bool IsMissing => Code is ProblemCodes.MissingKey or ProblemCodes.ZeroValue or ProblemCodes.Type;

    /// <summary>The path with the job's name in it: <c>jobs[0] "prod".snapshotting.interval</c>.</summary>
    public string DisplayPath
    {
        get
        {
            var end = Path.IndexOf(']', StringComparison.Ordinal) + 1;
            return Job is null || end == 0 ? Path : $"{Path[..end]} \"{Job}\"{Path[end..]}";
        }
    }

    /// <summary>One line: <c>zrepl.yml:14:17: error: jobs[0] "prod".snapshotting.interval: cannot parse value "10": missing time unit</c>.</summary>
    public override string ToString()
    {
        var severity = Severity switch { ProblemSeverity.Error => "error", ProblemSeverity.Warning => "warning", _ => "info" };
        var path = Path.Length == 0 ? "" : DisplayPath + ": ";
        var hint = Hint is null ? "" : $" ({Hint})";
        if (Code == ProblemCodes.Unreadable) return $"{Span.File}: {severity}: {path}{Message}{hint}"; // it has no line
        return string.Create(CultureInfo.InvariantCulture, $"{Span.File}:{Span.Line}:{Span.Column}: {severity}: {path}{Message}{hint}");
    }
}
