using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Zrepl.Engine.Tracing.Runs;

/// <summary>
/// Name of the trace file of a run: <c>20260216T090000.104Z_000012_to_nas.trace.json</c>, that is begin, number and job; of what a client was served:
/// <c>20260216T090000.104Z_000012_sink@laptop.trace.json</c>. Sorting by name is sorting by time.
/// </summary>
/// <param name="StartedAt">Begin of the run, to the millisecond.</param>
/// <param name="Number">Number of the run.</param>
/// <param name="Job">Name of the job; in the file's name everything but letters, digits and <c>-._~</c> is percent-encoded.</param>
/// <param name="Client">Identity of the client whose requests these are, likewise; null for a run.</param>
public sealed record RunTraceName(DateTimeOffset StartedAt, long Number, string Job, string? Client = null)
{
    /// <summary>Begin of the run; what is shorter than a millisecond is cut off, so that a name equals what is read from its text.</summary>
    public DateTimeOffset StartedAt { get; init; } = StartedAt.AddTicks(-(StartedAt.Ticks % TimeSpan.TicksPerMillisecond));

    internal const string Extension = ".trace.json";

    /// <summary>What stands for the job in the name of a recording of everything; no job has this name.</summary>
    public const string Everything = "_everything";

    private const char BeforeClient = '@'; // never left as it is by the encoding

    private const string TimeLayout = "yyyyMMdd'T'HHmmss.fff'Z'";

    /// <summary>True for a recording of everything the daemon does, false for that of a run.</summary>
    public bool IsOfEverything => Number == 0 && Job == Everything && Client is null;

    /// <summary>The name of what is traced.</summary>
    public static RunTraceName Of(TracedRun run) => new(run.StartedAt, run.Number, run.Job, run.Client);

    /// <summary>The file's name, without folder.</summary>
    public override string ToString()
    {
        var time = StartedAt.UtcDateTime.ToString(TimeLayout, CultureInfo.InvariantCulture);
        var client = Client is null ? "" : BeforeClient + Uri.EscapeDataString(Client);
        return string.Create(CultureInfo.InvariantCulture, $"{time}_{Number:D6}_{Uri.EscapeDataString(Job)}{client}{Extension}");
    }

    /// <summary>Reads a file's name; false for everything that is not one, a path included.</summary>
    public static bool TryParse(string fileName, [NotNullWhen(true)] out RunTraceName? name)
    {
        name = null;
        if (!fileName.EndsWith(Extension, StringComparison.Ordinal)) return false;
        var parts = fileName[..^Extension.Length].Split('_', 3);
        if (parts.Length != 3
            || !DateTimeOffset.TryParseExact(parts[0], TimeLayout, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var startedAt)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        var names = parts[2].Split(BeforeClient, 2);
        var parsed = new RunTraceName(startedAt, number, Uri.UnescapeDataString(names[0]), names.Length > 1 ? Uri.UnescapeDataString(names[1]) : null);
        if (parsed.ToString() != fileName) return false; // the one spelling; leaves no room for separators
        name = parsed;
        return true;
    }
}
