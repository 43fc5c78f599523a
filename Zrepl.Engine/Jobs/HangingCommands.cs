using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing.Commands;

namespace Zrepl.Engine.Jobs;

/// <summary>Says of commands that hang what waits for what, and what can be done.</summary>
internal static class HangingCommands
{
    private const int LongestText = 200;

    /// <summary>Those of a job, the oldest first.</summary>
    public static ImmutableArray<HangingWork> Of(string job, ImmutableArray<ActiveZfsCommand> running) =>
        [.. running.Where(command => command.Job == job && (command.IsStuck || command.QuietSince is not null)).Select(Told).OrderBy(one => one.Since)];

    private static HangingWork Told(ActiveZfsCommand command)
    {
        var text = string.Join(' ', command.Args);
        if (text.Length > LongestText) text = text[..LongestText] + "…";
        var number = command.ProcessId is { } id ? string.Create(CultureInfo.InvariantCulture, $" (process {id})") : "";
        return command.IsStuck
            ? new(
                $"{text}{number} was killed and does not end: it sleeps in the kernel",
                "Its pool does not answer: look at zpool status and the kernel's messages (dmesg). It ends when the pool answers again, else only with a restart of the machine.",
                command.StartedAt, null) { IsStuck = true }
            : new(
                $"{text}{number} gives no sign of life: its pool does not answer, or is very busy",
                command.EndsAt is null
                    ? "Look at zpool status, zpool iostat -v 5 and the kernel's messages (dmesg). zrepl does not cut it short, because it may still be at work; zrepl signal reset and zrepl signal reset-snapshotting do."
                    : "Look at zpool status, zpool iostat -v 5 and the kernel's messages (dmesg).",
                command.QuietSince ?? command.StartedAt, command.EndsAt);
    }
}
