using System.Collections.Immutable;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Hooks;

/// <summary>Hook steps as the table Go zrepl puts into its status: number, status, duration and report of each step (spec 5.6).</summary>
internal static class HookTable
{
    /// <summary>One line for each step; columns are padded to their widest cell, the last one is not padded.</summary>
    public static string Format(ImmutableArray<HookStep> steps)
    {
        var rows = steps.Select((step, index) => new[] { $"{index + 1}", $"{step.Status}", DurationOf(step), step.Report?.Text ?? "" }).ToList();
        var widths = Enumerable.Range(0, 3).Select(column => rows.Select(row => row[column].Length).DefaultIfEmpty().Max()).ToArray();
        return string.Join('\n', rows.Select(row =>
            $"{row[0].PadRight(widths[0])} {row[1].PadRight(widths[1])} {row[2].PadRight(widths[2])} {row[3]}"));
    }

    private static string DurationOf(HookStep step) =>
        step.Duration is { } duration ? GoDuration.Format(TimeSpan.FromMilliseconds(Math.Round(duration.TotalMilliseconds, MidpointRounding.AwayFromZero))) : "...";
}
