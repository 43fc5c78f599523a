using System.Diagnostics;
using System.Globalization;

namespace Zrepl.Benchmarks;

/// <summary>Prints times to stderr, in seconds, for scripts/bench to read.</summary>
internal static class Times
{
    /// <summary>How long something took: <c>took 1.234</c>. The start of the program is not in it, connecting is.</summary>
    public static async Task ReportAsync(Func<Task> action)
    {
        var began = Stopwatch.GetTimestamp();
        await action();
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"took {Stopwatch.GetElapsedTime(began).TotalSeconds:0.000}"));
    }

    /// <summary>What this process has cost so far: <c>cpu 1.234</c>.</summary>
    public static void ReportProcessor()
    {
        using var self = Process.GetCurrentProcess();
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"cpu {self.TotalProcessorTime.TotalSeconds:0.000}"));
    }
}
