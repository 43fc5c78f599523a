using System.Collections.Immutable;
using Zrepl.Web.Cli.StatusDump;

namespace Zrepl.Web.Cli.StatusTui;

/// <summary>The text about the chosen job, in lines that fit.</summary>
internal static class TuiDetail
{
    /// <param name="state">What is shown.</param>
    /// <param name="dump">Writes jobs.</param>
    /// <param name="width">Columns that there are.</param>
    public static ImmutableArray<string> Lines(TuiState state, JobDump dump, int width)
    {
        if (state.Selected is not { } name || state.Status is not { } status)
            return [state.Status is null ? "asking the daemon ..." : state.OnlyJob.Length > 0 ? $"there is no job \"{state.OnlyJob}\"" : "there are no jobs in the configuration"];
        var job = status.Jobs[name];
        var text = dump.Of(name, FilesystemChoice.Parse(state.Filter) is { } wanted ? FilesystemChoice.Of(job, wanted) : job);
        var lines = text.TrimEnd('\n').Split('\n');
        return state.Wraps ? [.. lines.SelectMany(line => Broken(line, width))] : [.. lines.Select(line => line.Length > state.Left ? line[state.Left..] : "")];
    }

    private static IEnumerable<string> Broken(string line, int width)
    {
        if (line.Length <= width || width <= 0) return [line];
        return Enumerable.Range(0, (line.Length + width - 1) / width).Select(part => line.Substring(part * width, Math.Min(width, line.Length - part * width)));
    }
}
