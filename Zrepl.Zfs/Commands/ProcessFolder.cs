using System.Globalization;

namespace Zrepl.Zfs.Commands;

/// <summary>Reads what Linux tells of a process below <c>/proc</c>. Elsewhere, and of processes of others, nothing is known.</summary>
/// <param name="root">The folder; another one than <c>/proc</c> only in tests.</param>
internal sealed class ProcessFolder(string root = "/proc")
{
    // Behind the name: state is the first field, utime the 12th, stime the 13th (proc(5), fields 3, 14 and 15).
    private const int UserTime = 11;
    private const int SystemTime = 12;

    /// <summary>Looks at a process. Never throws for what it meets there.</summary>
    public CommandSigns Look(int processId)
    {
        var folder = Path.Combine(root, processId.ToString(CultureInfo.InvariantCulture));
        try
        {
            return WithStat(Text(folder, "stat")) with { IoBytes = IoBytes(folder) };
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or FormatException)
        {
            return CommandSigns.Unknown;
        }
    }

    // The name of the program is in parentheses and may itself contain any of them.
    private static CommandSigns WithStat(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= SystemTime) throw new FormatException("too few fields");
        var state = fields[0] switch
        {
            "R" => ProcessState.Running,
            "S" or "I" or "P" => ProcessState.Sleeping,
            "D" or "K" or "W" => ProcessState.Uninterruptible,
            "T" or "t" => ProcessState.Stopped,
            "Z" or "X" or "x" => ProcessState.Ended,
            _ => ProcessState.Unknown,
        };
        return new() { State = state, CpuTicks = Number(fields[UserTime]) + Number(fields[SystemTime]) };
    }

    // Readable only for the owner of the process.
    private static long? IoBytes(string folder)
    {
        try
        {
            return Text(folder, "io").Split('\n')
                .Select(line => line.Split(": ", 2))
                .Where(pair => pair is ["rchar" or "wchar" or "read_bytes" or "write_bytes", _])
                .Sum(pair => Number(pair[1]));
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Text(string folder, string file) => File.ReadAllText(Path.Combine(folder, file));

    private static long Number(string text) => long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
