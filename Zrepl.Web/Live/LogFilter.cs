using System.Globalization;
using Zrepl.Engine.Logging.Ring;

namespace Zrepl.Web.Live;

/// <summary>Which log lines are wanted; what is empty does not matter.</summary>
/// <param name="Level">The lowest level.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="Subsystem">Part of the program.</param>
/// <param name="Text">A part of the message or of a field; case does not matter.</param>
/// <param name="Trace">Ids of tasks and spans, as a line or a trace has them: the line stands in them or below.</param>
/// <param name="From">Not before.</param>
/// <param name="Until">Not after.</param>
internal sealed record LogFilter(
    LogLevel Level = LogLevel.Debug, string Job = "", string Subsystem = "", string Text = "", string Trace = "", DateTimeOffset? From = null,
    DateTimeOffset? Until = null)
{
    /// <summary>The words for levels, the most important last.</summary>
    public static IReadOnlyList<string> LevelWords { get; } = ["debug", "info", "warn", "error"];

    /// <summary>The word of a level.</summary>
    public static string WordOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        _ => "error",
    };

    /// <summary>The level of a word; null if there is no such word.</summary>
    public static LogLevel? LevelOf(string word) => word switch
    {
        "debug" => LogLevel.Debug,
        "info" => LogLevel.Information,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => null,
    };

    /// <summary>A moment in milliseconds since 1970, as addresses have it; null if it is none.</summary>
    public static DateTimeOffset? MomentOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>True if the line is wanted.</summary>
    public bool Fits(LogEntry entry) =>
        entry.Level >= Level
        && (Job.Length == 0 || entry.Job == Job)
        && (Subsystem.Length == 0 || entry.Subsystem == Subsystem)
        && (From is null || entry.At >= From)
        && (Until is null || entry.At <= Until)
        && (Trace.Length == 0 || IsInside(entry.Span) || IsInside(entry.Path))
        && (Text.Length == 0 || Mentions(entry));

    // "R$C.a" is inside of "R$C", "R$Cx" is not; a single id may stand anywhere.
    private bool IsInside(string span)
    {
        for (var at = span.IndexOf(Trace, StringComparison.Ordinal); at >= 0; at = span.IndexOf(Trace, at + 1, StringComparison.Ordinal))
        {
            var end = at + Trace.Length;
            if ((at == 0 || span[at - 1] is '$' or '.') && (end == span.Length || span[end] is '$' or '.')) return true;
        }

        return false;
    }

    private bool Mentions(LogEntry entry)
    {
        if (entry.Message.Contains(Text, StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var field in entry.Fields)
        {
            if (field.Value.Contains(Text, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
