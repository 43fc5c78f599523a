using System.Text.Json;
using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Cli;

/// <summary>Problems of a configuration for programs: <c>configcheck --diagnostics json|github</c>. Source: spec config 2.3.</summary>
internal static class Diagnostics
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, IndentSize = 1, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(IEnumerable<ConfigurationProblem> problems) => JsonSerializer.Serialize(
        problems.Select(problem => new
        {
            problem.Span.File,
            problem.Span.Line,
            problem.Span.Column,
            problem.Span.EndLine,
            problem.Span.EndColumn,
            Severity = WordOf(problem.Severity),
            problem.Code,
            Path = problem.DisplayPath,
            JobName = problem.Job,
            problem.Message,
            problem.Hint,
        }), Options);

    /// <summary>A workflow command, which GitHub shows at the line.</summary>
    public static string GitHub(ConfigurationProblem problem)
    {
        var word = problem.Severity == ProblemSeverity.Info ? "notice" : WordOf(problem.Severity);
        var path = problem.Path.Length == 0 ? "" : problem.DisplayPath + ": ";
        var text = $"{path}{problem.Message}{(problem.Hint is null ? "" : $" ({problem.Hint})")}";
        return $"::{word} file={Escape(problem.Span.File, true)},line={problem.Span.Line},col={problem.Span.Column},title={problem.Code}::{Escape(text, false)}";
    }

    private static string WordOf(ProblemSeverity severity) => severity switch { ProblemSeverity.Error => "error", ProblemSeverity.Warning => "warning", _ => "info" };

    private static string Escape(string text, bool isProperty)
    {
        var escaped = text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);
        return isProperty ? escaped.Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal) : escaped;
    }
}
