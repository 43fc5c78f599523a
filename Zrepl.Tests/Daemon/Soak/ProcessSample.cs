using System.Diagnostics;
using System.Globalization;

namespace Zrepl.Tests.Daemon.Soak;

/// <summary>What a process holds, as Linux tells it.</summary>
/// <param name="After">Since the measurement began.</param>
/// <param name="ResidentMib">Memory.</param>
/// <param name="Descriptors">Open file descriptors.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Children">Processes it started that are not gone.</param>
/// <param name="ProcessorSeconds">Since its start.</param>
internal sealed record ProcessSample(TimeSpan After, double ResidentMib, int Descriptors, int Threads, int Children, double ProcessorSeconds)
{
    /// <summary>Heading of <see cref="Row"/>, for a table in Markdown.</summary>
    public const string Heading = "| minute | resident MiB | descriptors | threads | children | CPU s |\n|---|---|---|---|---|---|\n";

    /// <summary>Looks now.</summary>
    public static ProcessSample Of(int process, TimeSpan after)
    {
        using var running = Process.GetProcessById(process);
        return new(after, running.WorkingSet64 / (double)(1 << 20), Directory.GetFiles($"/proc/{process}/fd").Length, running.Threads.Count, ChildrenOf(process),
            running.TotalProcessorTime.TotalSeconds);
    }

    /// <summary>
    /// The least that it held within a time, looking once a second: what it keeps between its work. One look in so long a time would fall into the same moment of work that comes at
    /// regular times, and slowly wander through it.
    /// </summary>
    /// <returns>The least of each, and the most children.</returns>
    public static async Task<(ProcessSample Least, int MostChildren)> OverAsync(int process, TimeSpan time, Func<TimeSpan> clock, CancellationToken cancellation)
    {
        var least = Of(process, clock());
        var (until, mostChildren) = (least.After + time, least.Children);
        while (clock() < until)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
            var now = Of(process, clock());
            mostChildren = Math.Max(mostChildren, now.Children);
            least = new(now.After, Math.Min(least.ResidentMib, now.ResidentMib), Math.Min(least.Descriptors, now.Descriptors), Math.Min(least.Threads, now.Threads),
                Math.Min(least.Children, now.Children), now.ProcessorSeconds);
        }

        return (least, mostChildren);
    }

    /// <summary>One line of a table.</summary>
    public string Row() => string.Create(CultureInfo.InvariantCulture,
        $"| {After.TotalMinutes:0} | {ResidentMib:0} | {Descriptors} | {Threads} | {Children} | {ProcessorSeconds:0} |\n");

    private static int ChildrenOf(int process) => Directory.GetDirectories($"/proc/{process}/task")
        .Sum(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Length);
}
