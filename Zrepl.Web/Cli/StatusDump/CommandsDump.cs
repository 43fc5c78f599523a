using System.Globalization;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Live;

namespace Zrepl.Web.Cli.StatusDump;

/// <summary>Commands of ZFS that are stuck or give no sign of life, whatever they run for: those of no job are told nowhere else.</summary>
internal static class CommandsDump
{
    /// <summary>How many there are, in a few words; empty if there are none.</summary>
    public static string Summary(StatusDocument status)
    {
        var active = status.Global.ZFSCmds.Active ?? [];
        var (stuck, quiet) = (active.Count(command => command.Stuck), active.Count(command => command is { Stuck: false, QuietSince: not null }));
        return string.Join(", ", new[] { Words(stuck, "stuck"), Words(quiet, "without a sign of life") }.Where(words => words.Length > 0));
    }

    /// <summary>The section; empty if there are none.</summary>
    public static string Of(StatusDocument status, DateTimeOffset now)
    {
        var text = new IndentedText();
        foreach (var command in (status.Global.ZFSCmds.Active ?? []).Where(command => command.Stuck || command.QuietSince is not null))
            text.Line(Line(command, now));
        var lines = text.ToString();
        return lines.Length == 0 ? "" : $"ZFS commands that need attention:\n{lines}";
    }

    private static string Line(ZfsCommandDocument command, DateTimeOffset now)
    {
        var process = command.ProcessId is { } id ? string.Create(CultureInfo.InvariantCulture, $" (process {id})") : "";
        var what = command.Stuck ? "stuck: killed, and does not end" : "no sign of life";
        var since = (command.Stuck ? command.StartedAt : command.QuietSince) is { } time ? $", since {DumpText.Duration(now - time)}" : "";
        return OneLineText.Of($"{what}{since}: {string.Join(' ', command.Args)}{process}");
    }

    private static string Words(int number, string how) => number == 0 ? "" : $"{DumpText.Count(number, "zfs command")} {how}";
}
